import JSONText
import VodHookPlan

/// Says in one sentence which deliveries do not commute and what comes of it.
enum OrderRule {
    /// `TranscodeComplete before FileUploadComplete leaves $.status at "uploading" instead of "ready"`.
    static func sentence(_ history: History, _ symptoms: [Symptom], names: [String]) -> String {
        "\(deliveries(history, names)) \(consequence(symptoms))"
    }

    /// The deliveries of a history, one line each.
    static func lines(_ history: History, names: [String]) -> [String] {
        var seen: Set<Int> = []
        return history.slots.enumerated().map { place, slot in
            let isFirst = seen.insert(slot.event).inserted
            var line = name(slot.event, names)
            if !isFirst {
                line += slot.cause == .lostAcknowledgement ? " again, after a lost acknowledgement" : " again"
            }
            if slot.isBare { line += ", as the catalogue has it" }
            let before = place > 0 ? history.slots[place - 1].overlap : .none
            switch (slot.overlap, before) {
            case (.held, _): line += ", held open in the middle of its body"
            case (.together, _): line += ", at the same moment as the next one"
            case (_, .held): line += ", answered meanwhile"
            default: break
            }
            return line
        }
    }

    /// What two findings have in common that say the same of different events.
    static func signature(_ history: History, _ symptoms: [Symptom]) -> String {
        var numbers: [Int: Int] = [:]
        let shape = history.slots.map { slot -> String in
            let number = numbers[slot.event] ?? numbers.count
            numbers[slot.event] = number
            return "\(number)\(slot.overlap.rawValue)"
        }
        guard let symptom = primary(symptoms) else { return shape.joined() }
        guard symptom.kind == .state, let difference = symptom.difference else {
            return shape.joined() + symptom.kind.rawValue
        }
        // Elements are of one event each, so there the place says enough.
        let what = difference.path.contains("[*]") ? difference.path : consequence(symptoms)
        return shape.joined() + what
    }

    /// What two findings have in common that say the same of the same events, one of them by an overlap.
    static func outcome(_ history: History, _ symptoms: [Symptom]) -> String {
        "\(history.slots.map(\.event).sorted()) \(consequence(symptoms))"
    }

    /// What a difference may mean that looks like an order of arrival: the same values in other places.
    static func hint(_ differences: [StateDifference]) -> String? {
        let numbers = differences.filter { number($0.expected) != nil && number($0.found) != nil }
        let isPermuted =
            numbers.count > 1
            && numbers.compactMap { number($0.expected) }.sorted()
                == numbers.compactMap { number($0.found) }.sorted()
        let lists = differences.filter { difference in
            guard let expected = difference.expected?.string, let found = difference.found?.string else {
                return false
            }
            return elements(expected).count > 1 && elements(expected) == elements(found)
        }
        var paths: [String] = []
        for difference in (isPermuted ? numbers : []) + lists where !paths.contains(difference.path) {
            paths.append(difference.path)
        }
        if paths.isEmpty { return nil }
        return "if this shows the order of arrival, declare it volatile: \(paths.joined(separator: ", "))"
    }

    private static func number(_ value: JSONValue?) -> Int? {
        if case .number(let number)? = value { Int(number.literal) } else { nil }
    }

    /// The elements of a list that is written as text, in an order of their own.
    private static func elements(_ text: String) -> [String] {
        text.split { $0 == "," || $0 == ";" || $0 == "|" || $0 == " " }.map(String.init).sorted()
    }

    private static func name(_ event: Int, _ names: [String]) -> String {
        names.indices.contains(event) ? names[event] : "event \(event + 1)"
    }

    /// `TranscodeComplete before FileUploadComplete`.
    static func deliveries(_ history: History, _ names: [String]) -> String {
        let slots = history.slots
        let words = slots.map { name($0.event, names) }
        if slots.count == 1 { return words[0] }
        if slots.count == 2 {
            switch (slots[0].event == slots[1].event, slots[0].overlap) {
            case (true, .none): return "\(words[0]) delivered twice"
            case (true, .held): return "\(words[0]) delivered again while its first delivery is under way"
            case (true, .together): return "\(words[0]) delivered twice at the same moment"
            case (false, .none): return "\(words[0]) before \(words[1])"
            case (false, .held): return "\(words[1]) while \(words[0]) is under way"
            case (false, .together): return "\(words[0]) and \(words[1]) at the same moment"
            }
        }
        var seen: Set<Int> = []
        var text = ""
        for (place, slot) in slots.enumerated() {
            let again = seen.insert(slot.event).inserted ? "" : " again"
            let before = place > 0 ? slots[place - 1].overlap : .none
            let link =
                switch (place, before) {
                case (0, _): ""
                case (_, .none): ", then "
                case (_, .held): " and meanwhile "
                case (_, .together): " and at the same moment "
                }
            text += "\(link)\(words[place])\(again)"
        }
        return text
    }

    private static func consequence(_ symptoms: [Symptom]) -> String {
        guard let symptom = primary(symptoms) else { return "makes a difference" }
        switch symptom.kind {
        case .death: return "ends the receiver: \(symptom.message)"
        case .answer: return "is refused: \(symptom.message)"
        case .expectation: return "breaks an expectation: \(symptom.message)"
        case .state:
            guard let difference = symptom.difference else {
                return "breaks an expectation: \(symptom.message)"
            }
            return "leaves \(left(difference))"
        }
    }

    private static func left(_ difference: StateDifference) -> String {
        if let status = difference.found?["HTTP status"] {
            return "nothing to read: the state is answered with \(Predicate.shown(status))"
        }
        if difference.path.hasSuffix("[*]") {
            let array = difference.path.dropLast(3)
            switch (difference.expected, difference.found) {
            case (nil, let found?): return "\(Predicate.shown(found)) once too often in \(array)"
            case (let expected?, nil): return "\(Predicate.shown(expected)) out of \(array)"
            default: break
            }
        }
        guard let found = difference.found else {
            return
                "out \(difference.path), which should be \(difference.expected.map(Predicate.shown) ?? "there")"
        }
        let instead =
            difference.expected.map { "instead of \(Predicate.shown($0))" } ?? "where there should be nothing"
        return "\(difference.path) at \(Predicate.shown(found)) \(instead)"
    }

    /// The symptom that says most: the worst kind, then a plain value called status or state, then any plain value.
    private static func primary(_ symptoms: [Symptom]) -> Symptom? {
        func rank(_ symptom: Symptom) -> Int {
            switch symptom.kind {
            case .death: return 0
            case .answer: return 1
            case .expectation: return 6
            case .state:
                guard let difference = symptom.difference else { return 5 }
                let isPlain = [difference.expected, difference.found].allSatisfy {
                    $0?.array == nil && $0?.object == nil
                }
                let path = difference.path.lowercased()
                let isStatus = path.hasSuffix("status") || path.hasSuffix("state")
                return isPlain ? (isStatus && !path.contains("[*]") ? 2 : 3) : 4
            }
        }
        return symptoms.enumerated().min { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }?
            .element
    }
}
