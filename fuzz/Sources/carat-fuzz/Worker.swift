import Foundation

/// Runs one target in this process until the time is over; the parent watches.
struct Worker {
  let target: FuzzTarget
  let seed: UInt64
  let seconds: Double
  /// Path where the input of the moment is kept, so that it outlives this process.
  let statePath: String

  private static let addressSpace: UInt64 = 2 << 30
  private static let secondsPerInput: UInt32 = 10
  private static let largestCorpus = 2000

  /// Feeds inputs; returns a summary.
  func run() throws -> String {
    Self.limitMemory()
    var state = try StateFile(path: statePath)
    var mutator = Mutator(random: SplitMix(state: seed), target: target)
    var corpus = target.seeds
    var kinds: Set<String> = []
    let end = ContinuousClock.now + .seconds(seconds)
    var count = 0
    for input in corpus {
      try state.keep(input)
      kinds.insert(target.run(input))
    }
    while ContinuousClock.now < end {
      let input = mutator.input(from: corpus)
      try state.keep(input)
      alarm(Self.secondsPerInput)
      let kind = target.run(input)
      count += 1
      guard kinds.insert(kind).inserted else { continue }
      if corpus.count < Self.largestCorpus {
        corpus.append(input)
      } else {
        corpus[target.seeds.count + count % (Self.largestCorpus - target.seeds.count)] = input
      }
    }
    alarm(0)
    return "\(count) inputs, \(kinds.count) kinds of answer"
  }

  private static func limitMemory() {
    var limit = rlimit(rlim_cur: rlim_t(addressSpace), rlim_max: rlim_t(addressSpace))
    #if canImport(Glibc)
      setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    #else
      setrlimit(RLIMIT_AS, &limit)
    #endif
  }
}

/// The input of the moment in a file: its length in eight bytes, then the input.
struct StateFile {
  private let handle: FileHandle

  init(path: String) throws {
    try Data().write(to: URL(fileURLWithPath: path))
    handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }

  /// Puts an input in the place of the last one.
  mutating func keep(_ input: [UInt8]) throws {
    let length = UInt64(input.count)
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) } + input
    let written = pwrite(handle.fileDescriptor, bytes, bytes.count, 0)
    guard written == bytes.count else { throw CocoaError(.fileWriteUnknown) }
  }

  /// The input that was kept last.
  static func lastInput(path: String) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path), data.count >= 8 else { return [] }
    let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    return Array(data.dropFirst(8).prefix(length))
  }
}
