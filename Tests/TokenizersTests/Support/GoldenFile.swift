import Foundation
import JSON
import Tokenizers

/// Another implementation's results on some texts; written
/// by `scripts/record_tokenizer_goldens.py`.
struct GoldenFile {
  let json: JSONValue

  init(_ name: String) throws { json = try JSONValue(parsing: try TestData.fixture(name)) }

  var texts: [String] { json["texts"]?.array?.compactMap(\.string) ?? [] }

  static func ids(_ value: JSONValue?) -> [[Int]] {
    value?.array?.map { $0.array?.compactMap(\.integer) ?? [] } ?? []
  }

  static func strings(_ value: JSONValue?) -> [String] { value?.array?.compactMap(\.string) ?? [] }
}

/// Equal byte for byte; Swift's strings call different forms of a letter equal.
func isIdentical(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
