/// Token ids as arguments write them.
enum TokenList {
  /// The ids of `2,17,9`; spaces and brackets do not matter.
  ///
  /// - Throws: `WrongArguments` naming what is no id.
  static func parse(_ text: String) throws -> [Int] {
    try text.split { ", \t\n[]".contains($0) }.map { part in
      guard let id = Int(part), id >= 0 else {
        throw WrongArguments("'\(part)' is no token id; expected numbers as in 2,17,9")
      }
      return id
    }
  }
}
