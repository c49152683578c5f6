import JSON

/// Writes the one JSON object that a command answers with.
enum JSONPrinter {
  /// Writes to standard output: members of the outer object on their own lines, lists of plain
  /// values on one.
  static func print(_ members: KeyValuePairs<String, JSONValue>) throws {
    try print(.object(JSONObject(members)))
  }

  /// Writes a value to standard output, in the same form.
  static func print(_ value: JSONValue) throws {
    try Console.write(exactly: value.indented + "\n")
  }
}
