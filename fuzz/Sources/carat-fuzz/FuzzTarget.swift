/// One parser under test.
struct FuzzTarget {
  /// The name on the command line.
  let name: String
  /// Valid inputs to begin with.
  let seeds: [[UInt8]]
  /// Words worth inserting.
  let words: [[UInt8]]
  /// An input made field by field, mostly valid; used now and then instead of a mutation.
  let generate: ((inout SplitMix) -> [UInt8])?
  /// Parses an input and uses everything in the result; returns what kind of answer it was.
  let run: ([UInt8]) -> String

  init(
    _ name: String, seeds: [[UInt8]], words: [String] = [],
    generate: ((inout SplitMix) -> [UInt8])? = nil, run: @escaping ([UInt8]) -> String
  ) {
    self.name = name
    self.seeds = seeds
    self.words = words.map { Array($0.utf8) }
    self.generate = generate
    self.run = run
  }

  /// Every target, in the order in which they run.
  static var all: [FuzzTarget] { containers + tokenizers }

  /// The kind of an error: its text without numbers, quotations and what was got, which differ from
  /// input to input.
  static func kind(of error: some Error) -> String {
    let words = String(describing: error).split(separator: " ").prefix { !$0.hasPrefix("got") }
    let text = words.joined(separator: " ").unicodeScalars
    let isQuote = { (scalar: Unicode.Scalar) in scalar == "'" || scalar == "\"" || scalar == "`" }
    var kind = text.prefix { !isQuote($0) }.filter(isWord)
    if let last = text.lastIndex(where: isQuote) { kind += text[last...].filter(isWord) }
    return String(String.UnicodeScalarView(kind))
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || scalar == " "
  }
}
