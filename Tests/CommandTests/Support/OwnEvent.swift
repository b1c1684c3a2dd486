/// An event that the built-in catalogue does not have, as a user would add it.
enum OwnEvent {
    static let text = """
        {
          "provider": "aliyun", "event": "SubtitleComplete", "title": "Subtitles of a video are made.",
          "sources": [{ "title": "Made up for this test", "seen": "2026-11-21" }],
          "profiles": [{ "name": "v1", "about": "The only one." }],
          "time": "media.workflow.finishedAt",
          "fields": [
            { "name": "EventType", "type": "string", "required": true, "value": "SubtitleComplete" },
            { "name": "VideoId", "type": "string", "required": true, "from": "media.id|id:video" }
          ]
        }
        """
}
