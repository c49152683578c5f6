import JSON
import Programs

extension Contestant {
  /// This project's command.
  static func carat(_ executable: String, _ benchmark: BenchmarkCase, file: String, threads: Int)
    -> Contestant
  {
    func bench(_ flags: String...) -> Program {
      let fixed = ["--repetitions", "1", "--kv-precision", "f16", "--json"]
      return Program(executable, ["bench", file, "--threads", "\(threads)"] + flags + fixed)
    }
    switch benchmark.work {
    case .single(let prompt, let generate, 0):
      return Contestant(
        name: "Carat",
        benches: [
          bench("--prompt", "\(prompt)", "--generate", "\(generate)")
        ])
    case .single(let prompt, let generate, let depth):
      return Contestant(
        name: "Carat",
        benches: [
          bench("--prompt", "\(prompt)", "--generate", "0"),
          bench("--prompt", "0", "--generate", "\(generate)", "--depth", "\(depth)"),
        ])
    case .batch(let sequences, let prompt, let generate):
      // Theirs generates after the prompt; ours would begin anew.
      let (sequences, prompt) = ("\(sequences)", "\(prompt)")
      return Contestant(
        name: "Carat",
        benches: [
          bench("--prompt", prompt, "--generate", "0", "--sequences", sequences),
          bench(
            "--prompt", "0", "--generate", "\(generate)", "--depth", prompt, "--sequences",
            sequences
          ),
        ])
    case .shared(let sequences, let prompt):
      return Contestant(
        name: "Carat",
        benches: [
          bench(
            "--prompt", "\(prompt)", "--generate", "0", "--sequences", "\(sequences)", "--shared",
            "\(prompt)")
        ])
    case .beside(let sequences, let generate, let prompt):
      return Contestant(
        name: "Carat",
        benches: [
          bench(
            "--prompt", "0", "--generate", "\(generate)", "--depth", "1000", "--sequences",
            "\(sequences)", "--beside", "\(prompt)")
        ])
    case .startUp(let prompt):
      let flags = ["--max-tokens", "1", "--temperature", "0", "--threads", "\(threads)"]
      let program = Program(executable, ["run", file, prompt, "--raw"] + flags)
      return Contestant(name: "Carat", startOf: program)
    }
  }

  /// Name of the command that shares nothing.
  static let unsharing = "Carat without sharing"

  /// The same without sharing, where a case is about that.
  static func unsharing(
    _ executable: String, _ benchmark: BenchmarkCase, file: String, threads: Int
  ) -> Contestant? {
    guard case .shared = benchmark.work else { return nil }
    let sharing = carat(executable, benchmark, file: file, threads: threads).programs
    let benches = sharing.map { program in
      var program = program
      if let flag = program.arguments.firstIndex(of: "--shared") {
        program.arguments[flag + 1] = "0"
      }
      return program
    }
    return Contestant(name: unsharing, benches: benches)
  }

  private init(name: String, benches: [Program]) {
    self.init(name: name, programs: benches) { results in
      var sample = Sample()
      for (program, result) in zip(benches, results) {
        sample.add(try result.json(of: program))
      }
      return sample
    }
  }

  /// The time until the first output; a first token without text leaves none, and then the
  /// end counts.
  init(name: String, startOf program: Program) {
    self.init(name: name, programs: [program]) { results in
      Sample(figures: [.firstToken: results[0].secondsToOutput ?? results[0].seconds])
    }
  }
}

extension Sample {
  /// Adds what `carat bench --json` printed.
  mutating func add(_ json: JSONValue) {
    if let rate = json["prefill"]?["tokensPerSecond"]?.number { figures[.prefill] = rate }
    if let peak = json["peakResidentBytes"]?.number {
      // Taken before the bandwidth is measured, whose buffer the kernel's own count would include.
      figures[.peakMemory] = max(peak, figures[.peakMemory] ?? 0)
    }
    if let bandwidth = json["readBandwidthBytesPerSecond"]?.number {
      readBandwidth = max(bandwidth, readBandwidth ?? 0)
    }
    if let gaps = json["gaps"] { add(gaps: gaps) }
    instructionSet = json["isa"]?.string ?? instructionSet
    guard let rate = json["decode"]?["tokensPerSecond"]?.number else { return }
    figures[.decode] = rate
    if let share = json["decodeBandwidthFraction"]?.number,
      let bandwidth = json["readBandwidthBytesPerSecond"]?.number
    {
      bytesPerToken = share * bandwidth / rate
    }
  }

  private mutating func add(gaps: JSONValue) {
    figures[.gap] = gaps["undisturbed"]?["medianSeconds"]?.number
    figures[.gapBeside] = gaps["disturbed"]?["p99Seconds"]?.number
    if let tokens = gaps["promptTokens"]?.number, let seconds = gaps["promptSeconds"]?.number,
      seconds > 0
    {
      figures[.prefill] = tokens / seconds
    }
  }
}
