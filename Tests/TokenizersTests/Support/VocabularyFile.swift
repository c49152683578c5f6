import Foundation
import Tokenizers

/// Reads the tokenizer out of a vocabulary-only GGUF file; just enough for these tests.
struct VocabularyFile {
  enum Failure: Error { case malformed(String) }

  private let bytes: [UInt8]
  private var position = 0
  private(set) var strings: [String: String] = [:]
  private(set) var numbers: [String: Int] = [:]
  private(set) var lists: [String: PieceList] = [:]
  private(set) var integerArrays: [String: [Int]] = [:]
  private(set) var floatArrays: [String: [Float]] = [:]

  init(path: String) throws {
    bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    guard bytes.starts(with: "GGUF".utf8) else { throw Failure.malformed("magic") }
    position = 16
    let count = try word(8)
    for _ in 0..<count {
      let key = String(decoding: try string(), as: UTF8.self)
      try value(key, type: try word(4))
    }
  }

  private mutating func word(_ size: Int) throws -> Int {
    guard position + size <= bytes.count else { throw Failure.malformed("end") }
    var value: UInt64 = 0
    for index in 0..<size { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
    position += size
    return Int(truncatingIfNeeded: value)
  }

  private mutating func string() throws -> ArraySlice<UInt8> {
    let length = try word(8)
    guard length >= 0, length <= bytes.count - position else { throw Failure.malformed("string") }
    position += length
    return bytes[position - length..<position]
  }

  private static let sizes = [0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8]

  private mutating func value(_ key: String, type: Int) throws {
    if type == 8 {
      strings[key] = String(decoding: try string(), as: UTF8.self)
    } else if type == 9 {
      let element = try word(4)
      try array(key, element, try word(8))
    } else if let size = Self.sizes[type] {
      numbers[key] = try word(size)
    } else {
      throw Failure.malformed("type \(type)")
    }
  }

  private mutating func array(_ key: String, _ type: Int, _ count: Int) throws {
    if type == 8 {
      var list = PieceList()
      for _ in 0..<count { list.append(try string()) }
      lists[key] = list
    } else if type == 6 {
      floatArrays[key] = try (0..<count).map { _ in
        Float(bitPattern: UInt32(truncatingIfNeeded: try word(4)))
      }
    } else if let size = Self.sizes[type] {
      integerArrays[key] = try (0..<count).map { _ in try word(size) }
    } else {
      throw Failure.malformed("array of \(type)")
    }
  }

  /// The tokenizer in the terms of Carat.
  func description() throws -> TokenizerDescription {
    let prefix = "tokenizer.ggml."
    guard let pieces = lists[prefix + "tokens"] else { throw Failure.malformed("no tokens") }
    let model = strings[prefix + "model"] ?? ""
    let models: [String: TokenizerDescription.Model] = [
      "llama": .sentencePieceBPE, "gpt2": .byteLevelBPE, "gemma4": .characterBPE,
    ]
    guard let kind = models[model] else { throw Failure.malformed("model \(model)") }
    var description = TokenizerDescription(model: kind, pieces: pieces)
    description.scores = floatArrays[prefix + "scores"] ?? []
    description.kinds = (integerArrays[prefix + "token_type"] ?? []).map {
      PieceKind(rawValue: UInt8($0)) ?? .normal
    }
    if let merges = lists[prefix + "merges"] { description.merges = MergeList(lines: merges) }
    description.beginningOfText = numbers[prefix + "bos_token_id"]
    description.endOfText = numbers[prefix + "eos_token_id"]
    description.unknown = numbers[prefix + "unknown_token_id"]
    description.addsBeginningOfText = numbers[prefix + "add_bos_token"] == 1
    if kind == .byteLevelBPE {
      description.preTokenization = .rule(strings[prefix + "pre"] ?? "default")
    } else {
      description.escapesWhitespace = true
      description.byteFallback = true
      let spaces = numbers[prefix + "add_space_prefix"] ?? 1
      description.spacePrefix = kind == .sentencePieceBPE && spaces == 1 ? .everySection : .never
      if kind == .characterBPE { description.preTokenization = .rule("gemma-4") }
    }
    return description
  }
}
