import Foundation
import JSON
import Testing

/// Models of a few thousand random parameters.
enum TinyModel {
  /// A folder of weights without a tokenizer; its log-probabilities are recorded beside it.
  static func golden(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Goldens/\(name)")
  }

  /// The end of the chat template's generation prompt.
  enum Opening: String {
    case answer = "[assistant]"
    case thought = "[assistant]<think>"
  }

  /// Makes a model that talks in single characters: the weights of a golden of 97 pieces, and a
  /// tokenizer of as many.
  ///
  /// - Parameters:
  ///   - opening: How its chat template opens an answer; `nil` for no template.
  ///   - ends: Whether any token ends an answer.
  static func with<Result>(
    opening: Opening? = .answer, ends: Bool = true, _ body: (String) throws -> Result
  ) throws -> Result {
    try Scratch.with { scratch in
      let folder = scratch.appending(path: "tiny")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: golden("llama").appending(path: "model.safetensors"),
        to: folder.appending(path: "model.safetensors"))
      let shape = try Data(contentsOf: golden("llama").appending(path: "config.json"))
      var model = try #require(JSONSerialization.jsonObject(with: shape) as? [String: Any])
      if !ends { model["eos_token_id"] = NSNull() }
      try write(model, to: folder.appending(path: "config.json"))
      try write(tokenizer(end: ends ? "</s>" : "<e>"), to: folder.appending(path: "tokenizer.json"))
      var config: [String: Any] = [
        "bos_token": "<s>", "unk_token": "<unk>", "add_bos_token": true,
      ]
      if ends { config["eos_token"] = "</s>" }
      if let opening {
        config["chat_template"] =
          "<s>{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}{% endfor %}"
          + opening.rawValue
      }
      try write(config, to: folder.appending(path: "tokenizer_config.json"))
      return try body(folder.path)
    }
  }

  static func write(_ value: Any, to file: URL) throws {
    try JSONSerialization.data(withJSONObject: value).write(to: file)
  }

  /// Puts `<s>` before a text.
  private static var beginning: [String: Any] {
    let mark = ["SpecialToken": ["id": "<s>", "type_id": 0] as [String: Any]]
    let text = ["Sequence": ["id": "A", "type_id": 0] as [String: Any]]
    let second = ["Sequence": ["id": "B", "type_id": 1] as [String: Any]]
    return [
      "type": "TemplateProcessing", "single": [mark, text], "pair": [mark, text, second],
      "special_tokens": ["<s>": ["id": "<s>", "ids": [1], "tokens": ["<s>"]] as [String: Any]],
    ]
  }

  /// Three special tokens and the characters from space to `}`.
  private static func tokenizer(end: String) -> [String: Any] {
    let special = ["<unk>", "<s>", end]
    var vocabulary: [String: Int] = [:]
    for (id, piece) in special.enumerated() { vocabulary[piece] = id }
    for (offset, code) in (UInt8(0x20)...0x7D).enumerated() {
      vocabulary[String(UnicodeScalar(code))] = special.count + offset
    }
    return [
      "version": "1.0",
      "added_tokens": special.enumerated().map { id, piece in
        [
          "id": id, "content": piece, "special": true, "single_word": false, "lstrip": false,
          "rstrip": false, "normalized": false,
        ] as [String: Any]
      },
      "normalizer": NSNull(), "pre_tokenizer": NSNull(), "post_processor": beginning,
      "decoder": ["type": "Fuse"],
      "model": [
        "type": "BPE", "unk_token": "<unk>", "fuse_unk": false, "byte_fallback": false,
        "vocab": vocabulary, "merges": [String](),
      ] as [String: Any],
    ]
  }
}
