import JSON
import Programs

/// llama.cpp's programs and how they are run.
struct LlamaPrograms: Sendable {
  /// The folder with the executables.
  let folder: String
  /// Tells whether flash attention is on.
  let flashAttention: Bool

  /// Whoever stands for llama.cpp in a case; of several the fastest counts.
  func contestants(_ benchmark: BenchmarkCase, file: String, threads: Int) -> [Contestant] {
    switch benchmark.work {
    case .single(let prompt, let generate, 0):
      let program = bench(file, threads, ["-p", "\(prompt)", "-n", "\(generate)"])
      return [Contestant(name: "llama-bench", llamaBenches: [program])]
    case .single(let prompt, let generate, let depth):
      // Its own warm-up would read the long prompt twice; 16 tokens first are what ours does.
      let reading = bench(file, threads, ["-p", "16,\(prompt)", "-n", "0", "--no-warmup"])
      let writing = bench(file, threads, ["-p", "0", "-n", "\(generate)", "-d", "\(depth)"])
      return [Contestant(name: "llama-bench", llamaBenches: [reading, writing])]
    case .batch(let sequences, let prompt, let generate):
      return [
        batchedBench(
          file, threads, sequences, prompt, generate, context: sequences * (prompt + generate))
      ]
    case .shared(let sequences, let prompt):
      // It must generate something. One cache of all sequences holds the prompt once, else it is
      // copied, and room is made for that.
      let (copied, unified) = (sequences * (prompt + 1), prompt + sequences)
      return [
        batchedBench(file, threads, sequences, prompt, 1, context: copied, ["-pps"]),
        batchedBench(file, threads, sequences, prompt, 1, context: unified, ["-pps", "-kvu"]),
      ]
    case .beside: return []
    case .startUp(let prompt):
      return startUps(file, threads, prompt)
    }
  }

  private func bench(_ file: String, _ threads: Int, _ flags: [String]) -> Program {
    let fixed = ["-fa", flashAttention ? "1" : "0", "-r", "1", "-o", "json"]
    return Program("\(folder)/llama-bench", ["-m", file, "-t", "\(threads)"] + flags + fixed)
  }

  private func batchedBench(
    _ file: String, _ threads: Int, _ sequences: Int, _ prompt: Int, _ generate: Int, context: Int,
    _ flags: [String] = []
  ) -> Contestant {
    let program = Program(
      "\(folder)/llama-batched-bench",
      [
        "-m", file, "-t", "\(threads)", "-c", "\(context)", "-npp", "\(prompt)", "-ntg",
        "\(generate)", "-npl", "\(sequences)", "-fa", flashAttention ? "on" : "off",
        "--output-format", "jsonl",
      ] + flags)
    let name = (["llama-batched-bench"] + flags).joined(separator: " ")
    return Contestant(name: name, programs: [program]) { results in
      try Sample(batchedBench: results[0], of: program)
    }
  }

  /// Both command-line programs, with and without their warm-up.
  private func startUps(_ file: String, _ threads: Int, _ prompt: String) -> [Contestant] {
    let common = ["-m", file, "-p", prompt, "-n", "1", "-t", "\(threads)", "--temp", "0"]
    return [("llama-completion", ["-no-cnv", "--no-display-prompt"]), ("llama-cli", ["-st"])]
      .flatMap { name, flags in
        [[], ["--no-warmup"]].map { warmUp in
          let program = Program("\(folder)/\(name)", common + flags + warmUp)
          let title = ([name] + warmUp).joined(separator: " ")
          guard name == "llama-cli" else { return Contestant(name: title, startOf: program) }
          return Contestant(name: title, endOf: program)
        }
      }
  }
}

extension Contestant {
  fileprivate init(name: String, llamaBenches: [Program]) {
    self.init(name: name, programs: llamaBenches) { results in
      var sample = Sample()
      for (program, result) in zip(llamaBenches, results) {
        try sample.add(llamaBench: result, of: program)
      }
      return sample
    }
  }

  /// The time until the end: this program prints a banner before its first token.
  fileprivate init(name: String, endOf program: Program) {
    self.init(name: name, programs: [program]) { results in
      Sample(figures: [.firstToken: results[0].seconds])
    }
  }
}

extension Sample {
  /// Adds what `llama-bench -o json` printed: one object for each test, the last of a kind counts.
  mutating func add(llamaBench result: ProgramResult, of program: Program) throws {
    guard let tests = try result.json(of: program).array, !tests.isEmpty else {
      throw UnexpectedOutput(program: program, expected: "tests", got: result.text)
    }
    for test in tests {
      guard let rate = test["avg_ts"]?.number, let generated = test["n_gen"]?.integer else {
        throw UnexpectedOutput(
          program: program, expected: "avg_ts and n_gen", got: test.serialized)
      }
      figures[generated > 0 ? .decode : .prefill] = rate
    }
    figures[.peakMemory] = max(
      Double(result.peakResidentBytes), figures[.peakMemory] ?? 0)
  }

  /// Reads what `llama-batched-bench --output-format jsonl` printed.
  ///
  /// A prompt that is shared counts for each sequence, as in ours.
  init(batchedBench result: ProgramResult, of program: Program) throws {
    let line = result.text.split(separator: "\n").last { $0.hasPrefix("{") }
    let json = try line.map { try JSONValue(parsing: String($0)) }
    guard let reading = json?["speed_pp"]?.number, let writing = json?["speed_tg"]?.number else {
      throw UnexpectedOutput(
        program: program, expected: "speed_pp and speed_tg", got: result.text)
    }
    let readers = json?["is_pp_shared"]?.integer == 1 ? json?["pl"]?.number ?? 1 : 1
    self.init(figures: [
      .prefill: readers * reading, .decode: writing, .peakMemory: Double(result.peakResidentBytes),
    ])
  }
}
