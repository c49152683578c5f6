/// A text that is compared scalar by scalar, as JSON's strings and names are.
///
/// Swift's strings call the two spellings of an accented letter equal; a schema does not.
struct ExactText: Hashable, Comparable, Sendable {
  /// The text itself.
  let text: String

  /// A text to compare.
  init(_ text: String) { self.text = text }

  static func == (left: ExactText, right: ExactText) -> Bool {
    guard left.text.utf8.count == right.text.utf8.count else { return false }
    var (first, second) = (left.text, right.text)
    return first.withUTF8 { first in second.withUTF8 { first.elementsEqual($0) } }
  }

  static func < (left: ExactText, right: ExactText) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    var copy = text
    copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
