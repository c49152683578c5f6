/// Names in a sentence.
enum NameList {
  /// Names with commas, the rest of a long list counted.
  static func text(_ names: [String], most: Int = 6, separator: String = ", ") -> String {
    let shown = names.prefix(most).joined(separator: separator)
    return names.count > most ? shown + " and \(names.count - most) more" : shown
  }
}
