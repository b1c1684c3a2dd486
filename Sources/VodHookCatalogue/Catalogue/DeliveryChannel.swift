/// A way by which a provider delivers; its raw value stands in provider files.
package enum DeliveryChannel: String, Sendable, CaseIterable {
    /// An HTTP request to the receiver.
    case http
    /// A message in a queue, which the receiver fetches and deletes.
    case queue
}
