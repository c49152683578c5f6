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
      return Contestant(
        name: "Carat",
        benches: [
          bench(
            "--prompt", "\(prompt)", "--generate", "\(generate)", "--sequences", "\(sequences)")
        ])
    case .startUp(let prompt):
      let flags = ["--max-tokens", "1", "--temperature", "0", "--threads", "\(threads)"]
      let program = Program(executable, ["run", file, prompt, "--raw"] + flags)
      return Contestant(name: "Carat", startOf: program)
    }
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
    instructionSet = json["isa"]?.string ?? instructionSet
    guard let rate = json["decode"]?["tokensPerSecond"]?.number else { return }
    figures[.decode] = rate
    if let share = json["decodeBandwidthFraction"]?.number,
      let bandwidth = json["readBandwidthBytesPerSecond"]?.number
    {
      bytesPerToken = share * bandwidth / rate
    }
  }
}
