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

  /// The kind of an error: its text without numbers and quoted names, which differ from input to input.
  static func kind(of error: some Error) -> String {
    var isQuoted = false
    var kind = ""
    for scalar in String(describing: error).unicodeScalars.prefix(300) {
      if scalar == "'" || scalar == "\"" { isQuoted.toggle() }
      if isQuoted || ("0"..."9").contains(scalar) { continue }
      kind.unicodeScalars.append(scalar)
    }
    return kind
  }
}
