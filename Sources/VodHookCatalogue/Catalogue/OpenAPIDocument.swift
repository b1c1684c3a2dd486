package import JSONText

/// An OpenAPI 3.1 document whose `webhooks` are the events of one provider.
package enum OpenAPIDocument {
    /// The document; `version` is that of the tool.
    package static func document(for provider: Provider, version: String) -> JSONValue {
        var webhooks = JSONObject()
        for event in provider.events { webhooks.append(event.name, webhook(event, of: provider)) }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": .string("\(provider.title): callbacks"),
                "version": .string(version),
                "description": .string(
                    "What \(provider.title) sends to a customer's server. Derived from the vendor's pages; not the vendor's own document."
                ),
            ],
            "webhooks": .object(webhooks),
        ]
    }

    private static func webhook(_ event: EventSpec, of provider: Provider) -> JSONValue {
        let schemas = event.profiles.map { EventSchema.schema(for: event, profile: $0, provider: provider) }
        let schema: JSONValue = schemas.count == 1 ? schemas[0] : ["anyOf": .array(schemas)]
        let headers = (provider.rules.http.signature?.headers ?? []).map { header -> JSONValue in
            ["name": .string(header.name), "in": "header", "schema": ["type": "string"]]
        }
        return [
            provider.rules.http.method.lowercased(): [
                "operationId": .string(event.name),
                "summary": .string(event.title),
                "parameters": .array(headers),
                "requestBody": [
                    "required": true,
                    "content": [provider.rules.http.contentType: ["schema": schema]],
                ],
                "responses": [
                    "200": [
                        "description": "The event is acknowledged; every other answer counts as a failure."
                    ]
                ],
            ]
        ]
    }
}
