/// A schema with an answer that it takes.
struct SchemaCase: Sendable, Hashable {
  /// The part of JSON Schema that it stands for.
  let name: String
  /// The schema, on one line.
  let schema: String
  /// The answer, on one line.
  let answer: String

  /// The line that `carat constrain --batch` reads.
  func line(answers: Int) -> String {
    let tests = Array(repeating: #"{"data": \#(answer), "valid": true}"#, count: answers)
    return
      #"{"name": "\#(name)", "schema": \#(schema), "tests": [\#(tests.joined(separator: ", "))]}"#
      + "\n"
  }

  /// One for each kind of work.
  static let all = [
    SchemaCase(
      name: "members",
      schema: #"""
        {"type": "object", "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 40}, \#
        "age": {"type": "integer", "minimum": 0, "maximum": 150}, "active": {"type": "boolean"}, \#
        "address": {"type": "object", "properties": {"street": {"type": "string"}, "city": {"type": \#
        "string"}, "code": {"type": "string", "pattern": "^[0-9]{5}$"}}, "required": ["street", "city"], \#
        "additionalProperties": false}}, "required": ["name", "age", "address"], \#
        "additionalProperties": false}
        """#,
      answer: #"""
        {"name": "Ada Lovelace", "age": 36, "active": true, "address": {"street": "12 Station Road", \#
        "city": "London", "code": "10115"}}
        """#),
    SchemaCase(
      name: "choices",
      schema: #"""
        {"type": "array", "minItems": 1, "maxItems": 12, "items": {"type": "object", "properties": \#
        {"kind": {"enum": ["circle", "square", "triangle", "polygon"]}, "color": {"enum": ["red", \#
        "green", "blue", "black", null]}, "size": {"type": "number", "exclusiveMinimum": 0}}, \#
        "required": ["kind", "color"], "additionalProperties": false}}
        """#,
      answer: #"""
        [{"kind": "square", "color": "blue", "size": 2.5}, {"kind": "polygon", "color": null}, \#
        {"color": "green", "kind": "triangle", "size": 17}]
        """#),
    SchemaCase(
      name: "recursion",
      schema: #"""
        {"$ref": "#/$defs/node", "$defs": {"node": {"type": "object", "properties": {"value": {"type": \#
        ["integer", "string"]}, "children": {"type": "array", "items": {"$ref": "#/$defs/node"}}}, \#
        "required": ["value"], "additionalProperties": false}}}
        """#,
      answer: #"""
        {"value": 1, "children": [{"value": "left", "children": [{"value": 3}]}, {"value": "right", \#
        "children": []}]}
        """#),
    SchemaCase(
      name: "alternatives",
      schema: #"""
        {"oneOf": [{"type": "object", "properties": {"type": {"const": "message"}, "text": {"type": \#
        "string"}}, "required": ["type", "text"], "additionalProperties": false}, {"type": "object", \#
        "properties": {"type": {"const": "call"}, "function": {"enum": ["search", "translate", \#
        "measure"]}, "arguments": {"type": "object", "additionalProperties": {"type": ["string", \#
        "number"]}}}, "required": ["type", "function"], "additionalProperties": false}]}
        """#,
      answer: #"""
        {"type": "call", "function": "translate", "arguments": {"language": "French", "length": 120, \#
        "text": "good morning"}}
        """#),
    SchemaCase(
      name: "texts",
      schema: #"""
        {"type": "object", "properties": {"date": {"type": "string", "format": "date"}, "address": \#
        {"type": "string", "format": "email"}, "version": {"type": "string", "pattern": \#
        "^v[0-9]+\\.[0-9]+(-(alpha|beta|final))?$"}, "note": {"type": "string", "maxLength": 80}}, \#
        "required": ["date", "address", "version"], "additionalProperties": false}
        """#,
      answer: #"""
        {"date": "2026-11-29", "address": "first.reader@example.org", "version": "v12.4-beta", \#
        "note": "the second reading was \"better\", they say"}
        """#),
    SchemaCase(
      name: "numbers",
      schema: #"""
        {"type": "object", "properties": {"latitude": {"type": "number", "minimum": -90, "maximum": 90}, \#
        "longitude": {"type": "number", "minimum": -180, "maximum": 180}, "steps": {"type": "array", \#
        "items": {"type": "integer", "multipleOf": 5}, "maxItems": 6}, "sides": {"type": "array", \#
        "items": {"enum": ["north", "east", "south", "west"]}, "minItems": 1}}, \#
        "required": ["latitude", "longitude"], "additionalProperties": false}
        """#,
      answer: #"""
        {"latitude": 48.8584, "longitude": -122.2945, "steps": [5, 120, 35], "sides": ["west", "north"]}
        """#),
    SchemaCase(
      name: "conditions",
      schema: #"""
        {"type": "object", "properties": {"country": {"enum": ["Norway", "Japan", "Peru"]}, "post": \#
        {"type": "string"}}, "required": ["country", "post"], "if": {"properties": {"country": {"const": \#
        "Japan"}}}, "then": {"properties": {"post": {"pattern": "^[0-9]{3}-[0-9]{4}$"}}}, "else": \#
        {"properties": {"post": {"pattern": "^[0-9]{4,5}$"}}}, "patternProperties": {"^x-": {"type": \#
        "string"}}, "additionalProperties": false}
        """#,
      answer: #"{"country": "Japan", "post": "150-0002", "x-street": "Station Road"}"#),
    SchemaCase(
      name: "anything", schema: #"{"type": "object"}"#,
      answer: #"""
        {"title": "Measured values", "list": [1, 2.5e3, true, null, {"deep": [[["reading"]]]}], \#
        "last": "line\nbreak"}
        """#),
  ]
}
