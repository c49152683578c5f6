import JSON
import Programs
import Testing

@testable import SideBySide

@Suite struct ContestantTests {
  private func benchmark(_ work: BenchmarkCase.Work) -> BenchmarkCase {
    BenchmarkCase(id: "x", file: .smolLM2Q41, work: work, targets: [:])
  }

  private func programs(_ work: BenchmarkCase.Work) -> [[Program]] {
    let llama = LlamaPrograms(folder: "/llama", flashAttention: true)
    let benchmark = benchmark(work)
    let ours = [
      Contestant.carat("carat", benchmark, file: "f", threads: 3),
      Contestant.unsharing("carat", benchmark, file: "f", threads: 3),
    ]
    return ours.compactMap { $0?.programs }
      + llama.contestants(benchmark, file: "f", threads: 3).map(\.programs)
  }

  @Test(arguments: [
    BenchmarkCase.Work.single(prompt: 512, generate: 128, depth: 0),
    .single(prompt: 8000, generate: 32, depth: 8000),
    .batch(sequences: 16, prompt: 128, generate: 64), .startUp(prompt: "a"),
    .shared(sequences: 16, prompt: 1000), .beside(sequences: 8, generate: 64, prompt: 8000),
  ])
  func `every program gets the same file and as many threads`(_ work: BenchmarkCase.Work) {
    for program in programs(work).joined() {
      #expect(program.arguments.contains("f"))
      let flag = program.arguments.firstIndex { $0 == "-t" || $0 == "--threads" }
      #expect(flag.map { program.arguments[$0 + 1] } == "3")
    }
  }

  @Test func `what deep contexts ask of both is the same`() {
    let lines = programs(.single(prompt: 8000, generate: 32, depth: 8000)).map {
      $0.map(\.commandLine)
    }
    #expect(lines[0][0].contains("--prompt 8000 --generate 0"))
    #expect(lines[1][0].contains("-p 16,8000 -n 0 --no-warmup"))
    #expect(lines[0][1].contains("--prompt 0 --generate 32 --depth 8000"))
    #expect(lines[1][1].contains("-p 0 -n 32 -d 8000"))
  }

  @Test func `the context of a batch has room for every sequence`() {
    let lines = programs(.batch(sequences: 16, prompt: 128, generate: 64)).joined().map(
      \.commandLine)
    #expect(lines[0].contains("--prompt 128 --generate 0 --sequences 16"))
    #expect(lines[1].contains("--prompt 0 --generate 64 --depth 128 --sequences 16"))
    #expect(lines[2].contains("-c 3072 -npp 128 -ntg 64 -npl 16 -fa on"))
  }

  @Test func `what is shared is read beside the same without sharing, and theirs`() {
    let lines = programs(.shared(sequences: 16, prompt: 1000)).joined().map(\.commandLine)
    #expect(lines.count == 4)
    #expect(lines[0].contains("--prompt 1000 --generate 0 --sequences 16 --shared 1000"))
    #expect(lines[1] == lines[0].replacing("--shared 1000", with: "--shared 0"))
    #expect(lines[2].contains("-c 16016 -npp 1000 -ntg 1 -npl 16"))
    #expect(lines[2].hasSuffix("-pps"))
    #expect(lines[3].contains("-c 1016 -npp 1000 -ntg 1 -npl 16"))
    #expect(lines[3].hasSuffix("-pps -kvu"))
  }

  @Test func `gaps beside a prompt are ours alone`() {
    let lines = programs(.beside(sequences: 8, generate: 64, prompt: 8000)).map {
      $0.map(\.commandLine)
    }
    #expect(lines.count == 1)
    #expect(lines[0].count == 1)
    #expect(
      lines[0][0].contains("--prompt 0 --generate 64 --depth 1000 --sequences 8 --beside 8000"))
  }

  @Test func `at the start four programs stand for theirs, two of them without warming up`() {
    let lines = programs(.startUp(prompt: "a")).dropFirst().joined().map(\.commandLine)
    #expect(lines.count == 4)
    #expect(lines.count { $0.contains("--no-warmup") } == 2)
    #expect(lines.count { $0.hasPrefix("/llama/llama-cli ") } == 2)
  }
}

@Suite struct SampleTests {
  @Test func `bytes of a token follow from rate, share and bandwidth`() throws {
    var sample = Sample()
    sample.add(
      try JSONValue(
        parsing: """
          {"isa": "avx2", "prefill": {"tokens": 512, "tokensPerSecond": 2000.5},
          "decode": {"tokens": 128, "tokensPerSecond": 200}, "peakResidentBytes": 1000,
          "readBandwidthBytesPerSecond": 40000000000, "decodeBandwidthFraction": 0.5}
          """))
    #expect(sample.figures == [.prefill: 2000.5, .decode: 200, .peakMemory: 1000])
    #expect(sample.bytesPerToken == 1e8)
    #expect(sample.readBandwidth == 4e10)
    #expect(sample.instructionSet == "avx2")
  }

  @Test func `what a run left out stays unknown, and of two runs the greater peak counts`() throws {
    var sample = Sample()
    for peak in [2000, 1000] {
      sample.add(
        try JSONValue(
          parsing: """
            {"prefill": {"tokens": 0, "tokensPerSecond": null}, "peakResidentBytes": \(peak),
            "decode": {"tokens": 0, "tokensPerSecond": null}}
            """))
    }
    #expect(sample.figures == [.peakMemory: 2000])
    #expect(sample.bytesPerToken == nil)
  }

  @Test func `gaps are the median before a prompt and the 99th percentile beside it`() throws {
    var sample = Sample()
    sample.add(
      try JSONValue(
        parsing: """
          {"prefill": {"tokens": 0}, "decode": {"tokens": 512, "tokensPerSecond": 200},
          "gaps": {"promptTokens": 8000, "promptSeconds": 20,
          "undisturbed": {"medianSeconds": 0.04, "p99Seconds": 0.05, "n": 448},
          "disturbed": {"medianSeconds": 0.1, "p99Seconds": 0.125, "n": 3000}}}
          """))
    #expect(sample.figures == [.decode: 200, .gap: 0.04, .gapBeside: 0.125, .prefill: 400])
  }

  private func printed(_ text: String) throws -> (ProgramResult, Program) {
    let program = Program("printf", ["%s", text])
    return (try program.run(), program)
  }

  @Test func `of llama-bench the last test of a kind counts`() throws {
    let (result, program) = try printed(
      #"[{"n_prompt": 16, "n_gen": 0, "avg_ts": 5}, {"n_prompt": 8000, "n_gen": 0, "avg_ts": 7},"#
        + #" {"n_prompt": 0, "n_gen": 32, "avg_ts": 2}]"#)
    var sample = Sample()
    try sample.add(llamaBench: result, of: program)
    #expect(sample.figures[.prefill] == 7)
    #expect(sample.figures[.decode] == 2)
  }

  @Test(arguments: ["", "[]", "no json", #"[{"n_gen": 0}]"#])
  func `output of another form is an error that shows the command`(_ text: String) throws {
    let (result, program) = try printed(text)
    var sample = Sample()
    #expect {
      try sample.add(llamaBench: result, of: program)
    } throws: { "\($0)".contains("printf '%s'") }
  }

  @Test func `of llama-batched-bench the rates of both phases count`() throws {
    let (result, program) = try printed(
      "note\n\n" + #"{"pp": 128, "tg": 64, "pl": 16, "speed_pp": 300.5, "speed_tg": 215.25}"# + "\n"
    )
    let sample = try Sample(batchedBench: result, of: program)
    #expect(sample.figures[.prefill] == 300.5)
    #expect(sample.figures[.decode] == 215.25)
    let (shared, command) = try printed(
      #"{"is_pp_shared": 1, "pl": 16, "speed_pp": 300.5, "speed_tg": 215.25}"# + "\n")
    // A shared prompt counts for each sequence.
    #expect(try Sample(batchedBench: shared, of: command).figures[.prefill] == 4808)
    let (other, printf) = try printed("{}\n")
    #expect(throws: UnexpectedOutput.self) { try Sample(batchedBench: other, of: printf) }
  }
}
