/// One rewriting of text before it is cut into pieces.
public enum NormalizationStep: Sendable, Hashable {
  /// Unicode normalisation form C (UAX #15).
  case nfc
  /// Unicode normalisation form D.
  case nfd
  /// Unicode normalisation form KC.
  case nfkc
  /// Unicode normalisation form KD.
  case nfkd
  /// Lower case.
  case lowercase
  /// Removes control characters and makes spaces of the rest that shows nothing, as SentencePiece's
  /// `nmt` rules do.
  case nmt
  /// Puts a string before a text that is not empty.
  case prepend(String)
  /// Replaces each occurrence of a string.
  case replace(String, with: String)
  /// Replaces each match of a pattern.
  case replacePattern(String, with: String)
  /// Removes whitespace at the ends.
  case strip(left: Bool, right: Bool)
  /// Replaces by the compiled character map of SentencePiece.
  case characterMap([UInt8])
}
