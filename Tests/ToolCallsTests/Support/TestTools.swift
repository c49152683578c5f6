import Generation

/// Tools of which the tests know what they take.
enum TestTools {
  static let weather = ToolDescription(
    name: "weather_now", summary: "Tells the weather of a city.",
    parameters: #"""
      {"type": "object", "required": ["city"], "additionalProperties": false, "properties": {
        "city": {"type": "string", "description": "Name of the city"},
        "days": {"type": "integer"}, "exact": {"type": "boolean"},
        "unit": {"enum": ["C", "F", null]},
        "hours": {"type": "array", "items": {"type": "number"}, "maxItems": 3}}}
      """#)
  static let stop = ToolDescription(
    name: "stop", summary: "Stops.", parameters: #"{"type": "object", "properties": {}}"#)
  static let note = ToolDescription(
    name: "note", summary: "Keeps a note.",
    parameters: #"""
      {"type": "object", "required": ["note", "place"], "properties": {
        "tags": {"type": "array", "items": {"type": "string"}}, "note": {"type": "string"},
        "place": {"type": "object", "properties": {"x": {"type": "number"}}, "required": ["x"]}}}
      """#)
  static let all = [weather, stop, note]
}
