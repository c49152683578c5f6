import Foundation
import Testing

@Suite("Flags of carat plan")
struct PlanFlagTests {
  private static func run(_ arguments: [String]) throws -> CaratProcess.Result {
    try CaratProcess(arguments: arguments).run()
  }

  private static func notes(_ json: [String: Any]) -> [String] { json["notes"] as? [String] ?? [] }

  @Test(
    "a flag out of its range is refused by name, with --on and without it",
    arguments: [
      ("--utilization", "40"), ("--utilization", "0"), ("--pue", "0.5"), ("--price", "-1"),
      ("--grid-intensity", "-0.1"), ("--days", "0"), ("--micro-batch", "0"),
      ("--micro-batch", "-5"),
      ("--sequence", "0"), ("--gradient-accumulation", "0"), ("--zero", "4"),
      ("--tensor-parallel", "0"), ("--data-parallel", "-1"), ("--batch", "65537"),
      ("--threads", "0"), ("--depth", "-1"), ("--prompt", "0"), ("--context", "0"),
    ])
  func ranges(flag: String, value: String) throws {
    for model in ["gemma-2b", "7B"] {
      for cards in [[], ["--on", "h100"]] {
        let result = try CaratProcess(arguments: ["plan", model, flag, value] + cards).run()
        #expect(result.status == 2 && result.output.isEmpty)
        #expect(result.errors.hasPrefix("carat: \(flag) must be"), "\(result.errors)")
        #expect(result.errors.contains("got \(value)"), "\(result.errors)")
      }
    }
  }

  @Test(
    "flags that contradict each other are refused, with what to do",
    arguments: [
      (["--lora-rank", "8"], "--train lora"), (["--lora-rank", "8", "--train", "full"], "--train"),
      (["--image", "x"], "--kubernetes"), (["--json", "--markdown"], "--markdown"),
      (["--list-accelerators"], "gemma-2b"),
      (["--train", "full", "--data-parallel", "64", "--on", "h100x4"], "h100x64"),
      (["--train", "full", "--tensor-parallel", "8", "--on", "h100"], "h100x8"),
      (["--sequence-parallel"], "--sequence-parallel"),
    ])
  func contradictions(flags: [String], says: String) throws {
    let result = try CaratProcess(arguments: ["plan", "gemma-2b"] + flags).run()
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.errors.contains(says), "\(result.errors)")
  }

  @Test(
    "a flag that changes nothing is named in the notes",
    arguments: [
      (["gemma-2b", "--days", "10"], "--days"), (["gemma-2b", "--pue", "1.2"], "--pue"),
      (["gemma-2b", "--price", "2"], "--price"),
      (["gemma-2b", "--utilization", "0.5"], "--utilization"),
      (["gemma-2b", "--grid-intensity", "0.4", "--on", "tpu-v5e"], "--grid-intensity"),
      (["gemma-2b", "--prompt", "100"], "--prompt"),
      (["gemma-2b", "--depth", "9", "--train", "full", "--on", "h100"], "--depth"),
      (["gemma-2b@int8", "--precision", "fp32"], "--precision"),
      (["gemma-2b", "--details"], "--details"), (["7B", "--context", "4096"], "--context"),
      (["7B", "--batch", "2"], "--batch"), (["7B", "--kv-precision", "q8_0"], "--kv-precision"),
      (["7B", "--train", "full", "--micro-batch", "4", "--on", "h100"], "--micro-batch"),
      (["7B", "--train", "qlora", "--lora-rank", "4"], "--lora-rank"),
      (["7B", "--train", "full", "--zero", "3", "--on", "h100"], "--zero"),
    ])
  func idle(arguments: [String], flag: String) throws {
    let notes = Self.notes(try Self.run(["plan"] + arguments + ["--json"]).json)
    #expect(notes.contains { $0.contains(flag) && $0.contains("no effect") }, "\(notes)")
  }

  @Test("flags that do something are not named")
  func effective() throws {
    for arguments in [
      ["gemma-2b", "--days", "10", "--pue", "1.2", "--price", "2", "--on", "h100"],
      ["gemma-2b", "--prompt", "100", "--depth", "9", "--on", "h100", "--context", "4096"],
      ["gemma-2b", "--train", "lora", "--lora-rank", "4", "--micro-batch", "2"],
      ["7B", "--train", "full", "--zero", "1", "--on", "h100x8", "--tokens", "1T"],
      ["gemma-2b", "--price", "2", "--advise"],
    ] {
      let notes = Self.notes(try Self.run(["plan"] + arguments + ["--json"]).json)
      #expect(!notes.contains { $0.contains("no effect") }, "\(arguments) \(notes)")
    }
  }

  @Test("a context beyond the model's has its note in every output")
  func context() throws {
    let note = "longer than the 8,192 positions"
    try Scratch.with { folder in
      let page = folder.appending(path: "p.html").path
      let arguments = ["plan", "gemma-2b", "--context", "9000"]
      let text = try Self.run(arguments + ["--html", page]).output
      #expect(text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(note))
      #expect(try String(contentsOfFile: page, encoding: .utf8).contains(note))
      #expect(try Self.run(arguments + ["--markdown"]).output.contains(note))
      let json = try Self.run(arguments + ["--json"]).json
      #expect(Self.notes(json).contains { $0.contains(note) })
    }
  }

  @Test("a prompt or depth beyond the context is cut with a note, in figures and words")
  func beyondContext() throws {
    let arguments = ["plan", "gemma-2b", "--on", "h100", "--context", "4096"]
    func notes(_ more: String...) throws -> [String] {
      Self.notes(try Self.run(arguments + more + ["--json"]).json)
        .filter { $0.contains("beyond the context") }
    }
    let depth = try notes("--depth", "9999999")
    #expect(depth.count == 1 && depth[0].contains("A depth of 9,999,999"))
    #expect(depth.allSatisfy { $0.contains("4,096 tokens") && !$0.contains("prompt") })
    let both = try notes("--depth", "4097", "--prompt", "5000")
    #expect(both.first?.contains("A prompt of 5,000 and a depth of 4,097") == true)
    #expect(try notes("--depth", "4096", "--prompt", "4096") == [])
  }

  @Test("a plan of weights whose quantiser is not known is modelled, and its precision says so")
  func unknownQuantizer() throws {
    try Scratch.with { folder in
      let config = """
        {"model_type": "llama", "vocab_size": 128, "hidden_size": 64, "intermediate_size": 128,
         "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 2,
         "quantization_config": {"quant_method": "squeezellm"}}
        """
      let file = folder.appending(path: "config.json")
      try Data(config.utf8).write(to: file)
      let json = try Self.run(["plan", file.path, "--json"]).json
      #expect((json["basis"] as? [String: Any])?["inference"] as? String == "modelled")
      let text = try Self.run(["plan", file.path]).output
      #expect(text.contains("bf16 before squeezellm"))
    }
  }

  @Test("help lists only what --kv-precision takes, and no line is wider than 80")
  func help() throws {
    let text = try CaratProcess.run("plan", "--help").output
    for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("(values: F32, F16, BF16, Q8_0)"))
    for name in ["F32", "F16", "BF16", "Q8_0"] {
      #expect(try CaratProcess.run("plan", "gemma-2b", "--kv-precision", name).status == 0)
    }
    for name in ["Q4_0", "Q6_K"] {
      let result = try CaratProcess(
        arguments: ["plan", "gemma-2b", "--kv-precision", name]).run()
      #expect(result.status == 2 && result.errors.contains("'Q8_0'"))
    }
  }

  @Test("several devices without a layout get the one that advice lists first, and it is said")
  func layout() throws {
    let arguments = ["plan", "gemma-7b", "--train", "full", "--on", "tpu-v5ex4096"]
    let json = try Self.run(arguments + ["--advise", "--json"]).json
    let fit = try #require((json["accelerators"] as? [[String: Any]])?.first)
    let listed = try #require((json["layouts"] as? [[String: Any]])?.first)
    let best = try #require((listed["layouts"] as? [[String: Any]])?.first)
    #expect(fit["fits"] as? Bool == true && fit["loadOf"] as? String == "training")
    #expect(fit["perDeviceBytes"] as? Int == best["perDeviceBytes"] as? Int)
    let layout = try #require(fit["layout"] as? [String: Any])
    let parts = ["tensor", "pipeline", "data"].compactMap { layout[$0] as? Int }
    #expect(parts.reduce(1, *) == 4096)
    let text = try Self.run(arguments).output
    #expect(!text.contains("does not fit"))
    #expect(
      text.contains("tensor \(parts[0]) x pipeline \(parts[1]) x data \(parts[2])"), "\(text)")
    #expect(
      try !CaratProcess.run("plan", "gemma-7b", "--on", "tpu-v5ex4096").output
        .contains("does not fit"))
  }

  @Test("a comparison with --train heads its loads by training, and shows it")
  func comparison() throws {
    let arguments = ["plan", "gemma-2b", "llama-3-8b", "--train", "full", "--on", "h100x8"]
    let text = try Self.run(arguments + ["--markdown"]).output
    #expect(text.contains("training load") && text.contains("training GB"))
    #expect(text.contains("inference GB") && text.contains("Training: full"))
    #expect(!text.contains("inference load"))
    let json = try Self.run(arguments + ["--json"]).json
    let rows = try #require((json["comparison"] as? [String: Any])?["rows"] as? [[String: Any]])
    for row in rows {
      let cell = try #require((row["accelerators"] as? [[String: Any]])?.first)
      #expect(cell["loadOf"] as? String == "training")
      #expect((row["trainingBytes"] as? Int ?? 0) > (row["inferenceBytes"] as? Int ?? 0))
    }
    let plain = try CaratProcess.run("plan", "gemma-2b", "7B", "--on", "h100", "--markdown").output
    #expect(plain.contains("inference load") && plain.contains("(weights)"))
  }

  @Test("several devices of which only the memory is known have one flag")
  func memory() throws {
    let json = try CaratProcess.run("plan", "gemma-2b", "--on", "16GBx4", "--json").json
    let fit = try #require((json["accelerators"] as? [[String: Any]])?.first)
    #expect(fit["count"] as? Int == 4 && fit["memoryBytes"] as? Int == 16_000_000_000)
    for name in ["16GBx0", "16GBx", "16GBx2x2"] {
      #expect(try CaratProcess(arguments: ["plan", "gemma-2b", "--on", name]).run().status == 2)
    }
  }
}
