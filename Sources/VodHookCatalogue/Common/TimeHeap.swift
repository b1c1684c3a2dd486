/// A binary heap with the least element first; holds what is due, in the order in which it is due.
///
/// A load takes an element for each of its events, so it has no second end that would cost time.
package struct TimeHeap<Element: Comparable & Sendable>: Sendable {
    private var elements: [Element] = []

    package init() {}

    /// How many elements it holds.
    package var count: Int { elements.count }

    /// The least element; nil when it is empty.
    package var first: Element? { elements.first }

    /// Adds an element, in logarithmic time.
    package mutating func insert(_ element: Element) {
        elements.append(element)
        var place = elements.count - 1
        while place > 0 {
            let parent = (place - 1) / 2
            if !(element < elements[parent]) { break }
            elements[place] = elements[parent]
            place = parent
        }
        elements[place] = element
    }

    /// Takes the least element out; nil when it is empty.
    package mutating func popFirst() -> Element? {
        guard let first = elements.first, let last = elements.popLast() else { return nil }
        if !elements.isEmpty { sink(last) }
        return first
    }

    /// Puts `element` in the place of the least one, which is cheaper than taking out and adding.
    package mutating func replaceFirst(with element: Element) {
        if elements.isEmpty { elements.append(element) } else { sink(element) }
    }

    private mutating func sink(_ element: Element) {
        var place = 0
        let count = elements.count
        while true {
            var child = 2 * place + 1
            if child >= count { break }
            if child + 1 < count, elements[child + 1] < elements[child] { child += 1 }
            if !(elements[child] < element) { break }
            elements[place] = elements[child]
            place = child
        }
        elements[place] = element
    }
}
