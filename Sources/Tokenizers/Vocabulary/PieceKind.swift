/// The purpose of a piece of a vocabulary; the raw values are those of GGUF and `tokenizer.model`.
public enum PieceKind: UInt8, Sendable, Hashable, CaseIterable {
  /// Ordinary text.
  case normal = 1
  /// Stands for text that the vocabulary cannot express.
  case unknown = 2
  /// Never part of text, such as begin and end marks.
  case control = 3
  /// Always a piece of its own, matched before anything else.
  case userDefined = 4
  /// Takes part in merging, but is never put out.
  case unused = 5
  /// One raw byte, written `<0x0A>`.
  case byte = 6

  /// Tells whether ordinary text may become this piece by merging.
  var isText: Bool { self == .normal || self == .userDefined || self == .unused }
  /// Tells whether the piece is recognised in text only on request.
  var isSpecial: Bool { self == .control || self == .unknown }
}
