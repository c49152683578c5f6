import Foundation
import Testing

/// Models of a few thousand random parameters.
enum TinyModel {
  /// A folder of weights without a tokenizer; its log-probabilities are recorded beside it.
  static func golden(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Goldens/\(name)")
  }

  /// What the generation prompt of the chat template ends with.
  enum Opening: String {
    case answer = "[assistant]"
    case thought = "[assistant]<think>"
  }

  /// Makes a model that talks in single characters: the weights of a golden of 97 pieces, and a tokenizer of as many.
  static func with<Result>(
    opening: Opening? = .answer, _ body: (String) throws -> Result
  ) throws -> Result {
    try Scratch.with { scratch in
      let folder = scratch.appending(path: "tiny")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for file in ["config.json", "model.safetensors"] {
        try FileManager.default.copyItem(
          at: golden("llama").appending(path: file), to: folder.appending(path: file))
      }
      try write(tokenizer, to: folder.appending(path: "tokenizer.json"))
      var config: [String: Any] = [
        "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "add_bos_token": true,
      ]
      if let opening {
        config["chat_template"] =
          "<s>{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}{% endfor %}" + opening.rawValue
      }
      try write(config, to: folder.appending(path: "tokenizer_config.json"))
      return try body(folder.path)
    }
  }

  static func write(_ value: Any, to file: URL) throws {
    try JSONSerialization.data(withJSONObject: value).write(to: file)
  }

  /// Three special tokens and the characters from space to `}`.
  private static var tokenizer: [String: Any] {
    let special = ["<unk>", "<s>", "</s>"]
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
      "normalizer": NSNull(), "pre_tokenizer": NSNull(), "post_processor": NSNull(),
      "decoder": ["type": "Fuse"],
      "model": [
        "type": "BPE", "unk_token": "<unk>", "fuse_unk": false, "byte_fallback": false,
        "vocab": vocabulary, "merges": [String](),
      ] as [String: Any],
    ]
  }
}
