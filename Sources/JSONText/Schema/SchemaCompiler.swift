/// Turns schema documents into a program: every subschema once, every reference resolved.
struct SchemaCompiler {
    /// The deepest nesting of subschemas accepted.
    static let depthLimit = 256

    /// A document and how its locations start.
    private struct Source {
        let value: JSONValue
        let prefix: String
    }

    /// A JSON Pointer in one document.
    private struct Spot: Hashable {
        let document: Int
        let pointer: ByteKey
    }

    private struct PendingReference {
        let node: Int
        let keyword: String
        let reference: String
    }

    let documents: [ByteKey: JSONValue]
    let options: JSONSchema.Options
    var program = SchemaProgram()
    private var sources: [Source] = []
    private var spots: [Spot: Int] = [:]
    private var resourceByURI: [ByteKey: Int] = [:]
    private var pending: [PendingReference] = []

    init(resolving documents: [String: JSONValue], options: JSONSchema.Options) {
        var known: [ByteKey: JSONValue] = [:]
        for (uri, document) in documents { known[ByteKey(SchemaURI(uri).document)] = document }
        self.documents = known
        self.options = options
    }

    mutating func compile(_ document: JSONValue) throws(JSONSchemaError) -> SchemaProgram {
        let resource = try add(document, uri: "", prefix: "")
        program.root = program.resources[resource].root
        while let next = pending.popLast() { try resolve(next) }
        return program
    }

    /// Compiles a whole document; the number of its outermost resource.
    private mutating func add(_ document: JSONValue, uri: String, prefix: String) throws(JSONSchemaError)
        -> Int
    {
        sources.append(Source(value: document, prefix: prefix))
        let start = program.resources.count
        program.resources.append(
            SchemaResource(
                uri: uri, document: sources.count - 1, pointer: "", root: program.nodes.count,
                value: document,
                vocabularies: .standard))
        resourceByURI[ByteKey(uri)] = start
        let place = SchemaPlace(document: sources.count - 1, pointer: "", resource: start, depth: 0)
        let root = try compile(document, at: place)
        resourceByURI[ByteKey(uri)] = program.nodes[root].resource
        return program.nodes[root].resource
    }

    func location(_ place: SchemaPlace) -> String { sources[place.document].prefix + "#" + place.pointer }

    /// Compiles the schema at `place` and all below; the number of its node.
    mutating func compile(_ value: JSONValue, at place: SchemaPlace) throws(JSONSchemaError) -> Int {
        let spot = Spot(document: place.document, pointer: ByteKey(place.pointer))
        if let known = spots[spot] { return known }
        guard place.depth <= Self.depthLimit else {
            throw JSONSchemaError(
                location(place), "schemas are nested deeper than \(Self.depthLimit) levels",
                remedy: "move parts to $defs and refer to them")
        }
        let number = program.nodes.count
        spots[spot] = number
        program.nodes.append(
            SchemaNode(location: location(place), resource: place.resource, truth: value.bool))
        switch value {
        case .bool: break
        case .object(let object):
            var place = place
            place.resource = try identify(object, value, number, place)
            program.nodes[number].resource = place.resource
            try addKeywords(of: object, to: number, at: place)
        default:
            throw JSONSchemaError(location(place), "expected a schema, that is an object or a boolean")
        }
        return number
    }

    /// Notes that `node` refers to another schema, which may not be known yet.
    mutating func refer(_ node: Int, _ keyword: String, to reference: String) {
        pending.append(PendingReference(node: node, keyword: keyword, reference: reference))
    }

    /// The keywords that are on at `place`.
    func vocabularies(at place: SchemaPlace) -> SchemaVocabularies {
        program.resources[place.resource].vocabularies
    }
}

/// Where in which document a schema stands.
struct SchemaPlace {
    let document: Int
    var pointer: String
    var resource: Int
    var depth: Int

    /// The place of a subschema below the keyword `steps` begins with.
    func below(_ steps: String...) -> SchemaPlace {
        var place = self
        for step in steps { place.pointer += "/" + SchemaInstancePath.pointerToken(step) }
        place.depth += 1
        return place
    }
}

// MARK: - Identifiers

extension SchemaCompiler {
    /// Reads `$id`, `$schema` and the anchors; the resource in which the schema stands.
    private mutating func identify(
        _ object: JSONObject, _ value: JSONValue, _ node: Int, _ place: SchemaPlace
    ) throws(JSONSchemaError) -> Int {
        var resource = place.resource
        if let id = try string("$id", of: object, at: place) {
            resource = try newResource(id, value, node, place)
        }
        if let dialect = try string("$schema", of: object, at: place),
            program.resources[resource].root == node
        {
            program.resources[resource].vocabularies = try vocabularies(of: dialect, at: place)
        }
        for keyword in ["$anchor", "$dynamicAnchor"] {
            guard let name = try string(keyword, of: object, at: place) else { continue }
            guard Self.isAnchor(name) else {
                throw JSONSchemaError(
                    location(place.below(keyword)),
                    "the anchor \(SchemaSentence.quoted(name)) is no plain name",
                    remedy: "use letters, digits, - _ and .")
            }
            if let other = program.resources[resource].anchors[ByteKey(name)], other != node {
                throw JSONSchemaError(
                    location(place.below(keyword)), "a second anchor \(SchemaSentence.quoted(name))")
            }
            program.resources[resource].anchors[ByteKey(name)] = node
            if keyword == "$dynamicAnchor" {
                program.resources[resource].dynamicAnchors[ByteKey(name)] = node
            }
        }
        return resource
    }

    private mutating func newResource(
        _ id: String, _ value: JSONValue, _ node: Int, _ place: SchemaPlace
    ) throws(JSONSchemaError) -> Int {
        let outer = program.resources[place.resource]
        let uri = SchemaURI(id).resolved(against: SchemaURI(outer.uri))
        guard uri.fragment ?? "" == "" else {
            throw JSONSchemaError(
                location(place.below("$id")), "$id must not have a fragment", remedy: "use $anchor")
        }
        let name = uri.document
        if outer.root == node, outer.uri.hasSameBytes(as: name) { return place.resource }
        if let other = resourceByURI[ByteKey(name)], program.resources[other].root != node {
            // Two documents may both carry a copy; within one it is a mistake.
            guard program.resources[other].document != place.document else {
                throw JSONSchemaError(
                    location(place.below("$id")),
                    "a second schema with the $id \(SchemaSentence.quoted(name))")
            }
        } else {
            resourceByURI[ByteKey(name)] = program.resources.count
        }
        program.resources.append(
            SchemaResource(
                uri: name, document: place.document, pointer: place.pointer, root: node, value: value,
                vocabularies: outer.vocabularies))
        return program.resources.count - 1
    }

    private static func isAnchor(_ name: String) -> Bool {
        guard let first = name.utf8.first, first == 0x5F || (0x61...0x7A).contains(first | 0x20) else {
            return false
        }
        return name.utf8.allSatisfy {
            (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x2D
                || $0 == 0x2E
        }
    }

    /// The vocabularies of the meta-schema `uri`; an unknown meta-schema counts as the standard one.
    private func vocabularies(of uri: String, at place: SchemaPlace) throws(JSONSchemaError)
        -> SchemaVocabularies
    {
        let name = SchemaURI(uri).document
        for old in ["draft-03", "draft-04", "draft-06", "draft-07", "draft/2019-09"]
        where name.hasSuffix("://json-schema.org/\(old)/schema") {
            throw JSONSchemaError(
                location(place.below("$schema")), "the schema is written for \(old)",
                remedy: "only draft 2020-12 is understood")
        }
        guard let object = documents[ByteKey(name)]?["$vocabulary"]?.object else { return .standard }
        var found: SchemaVocabularies = []
        for member in object.members {
            if let known = SchemaVocabularies(uri: member.key) {
                found.formUnion(known)
            } else if member.value.bool == true {
                throw JSONSchemaError(
                    location(place.below("$schema")),
                    "the meta-schema requires the unknown vocabulary \(SchemaSentence.quoted(member.key))")
            }
        }
        return found
    }
}

// MARK: - References

extension SchemaCompiler {
    private mutating func resolve(_ pending: PendingReference) throws(JSONSchemaError) {
        let node = program.nodes[pending.node]
        let base = SchemaURI(program.resources[node.resource].uri)
        let uri = SchemaURI(pending.reference).resolved(against: base)
        let location = node.location + "/" + pending.keyword
        guard let fragment = PercentCoding.strictlyDecoded(uri.fragment ?? "") else {
            throw JSONSchemaError(location, "the fragment of the reference has wrong percent escapes")
        }
        let resource = try self.resource(uri.document, referredFrom: location)
        var target = program.resources[resource].root
        if fragment.utf8.first == 0x2F {
            target = try self.node(at: fragment, in: resource, referredFrom: location)
        } else if !fragment.isEmpty {
            guard let anchor = program.resources[resource].anchors[ByteKey(fragment)] else {
                throw JSONSchemaError(
                    location,
                    "there is no anchor \(SchemaSentence.quoted(fragment)) in the schema referred to")
            }
            target = anchor
        }
        let name = ByteKey(fragment)
        let isDynamic =
            pending.keyword == "$dynamicRef" && program.resources[resource].dynamicAnchors[name] == target
        program.nodes[pending.node].applicators.insert(
            isDynamic ? .dynamicReference(target, anchor: name) : .reference(target), at: 0)
    }

    private mutating func resource(
        _ uri: String, referredFrom location: String
    ) throws(JSONSchemaError) -> Int {
        if let known = resourceByURI[ByteKey(uri)] { return known }
        guard let document = documents[ByteKey(uri)] else {
            throw JSONSchemaError(
                location, "the schema \(SchemaSentence.quoted(uri)) referred to is not at hand",
                remedy: "nothing is fetched; put it under $defs")
        }
        return try add(document, uri: uri, prefix: uri)
    }

    /// The schema at a JSON Pointer, also where no keyword announces a schema.
    private mutating func node(
        at pointer: String, in resource: Int, referredFrom location: String
    ) throws(JSONSchemaError) -> Int {
        let start = program.resources[resource]
        var place = SchemaPlace(
            document: start.document, pointer: start.pointer, resource: resource, depth: 0)
        var value = start.value
        for token in pointer.utf8.split(separator: 0x2F, omittingEmptySubsequences: false).dropFirst() {
            let name = SchemaInstancePath.name(ofPointerToken: Array(token))
            guard let name, let child = Self.child(name, of: value) else {
                throw JSONSchemaError(
                    location, "the reference to \(SchemaSentence.quoted("#" + pointer)) leads nowhere")
            }
            value = child
            place.pointer += "/" + SchemaInstancePath.pointerToken(name)
            let spot = Spot(document: place.document, pointer: ByteKey(place.pointer))
            if let known = spots[spot] { place.resource = program.nodes[known].resource }
        }
        return try compile(value, at: place)
    }

    private static func child(_ name: String, of value: JSONValue) -> JSONValue? {
        switch value {
        case .object(let object): return object[name]
        case .array(let elements):
            guard let index = Int(name), String(index) == name, elements.indices.contains(index) else {
                return nil
            }
            return elements[index]
        default: return nil
        }
    }
}
