/// One step of a store, as a journal keeps it.
///
/// Steps applied in their order to an empty store lead to the same store.
package enum QueueChange: Sendable, Equatable {
    /// A queue was created.
    case created(queue: String, QueueAttributes, at: QueueTime)
    /// The attributes of a queue were set.
    case changed(queue: String, QueueAttributes, at: QueueTime)
    /// A queue was deleted with all that was in it.
    case dropped(queue: String)
    /// A message was put.
    case put(queue: String, QueueMessage)
    /// A message was received (`receivedAt`), or its visibility time was changed.
    case hidden(queue: String, number: UInt64, until: QueueTime, receivedAt: QueueTime?)
    /// A message was deleted, or was kept long enough.
    case removed(queue: String, number: UInt64)
    /// Numbers below this one are taken.
    case counted(next: UInt64)
}

/// Keeps the steps of a store where they outlive the program.
package protocol QueueKeeper: Sendable {
    /// Keeps `changes`, which have led to `store`; they are answered for once this returns.
    mutating func keep(_ changes: [QueueChange], of store: QueueStore) throws
}
