import Foundation
import Testing

@Suite("carat plan")
struct PlanCommandTests {
  private static let goldens = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Goldens").path

  /// The keys of the contract, and what may not be null where the architecture is known.
  @Test("a catalogue name gives every key of the contract, and Gemma 2B's published counts")
  func contract() throws {
    let json = try CaratProcess.run("plan", "gemma-2b", "--on", "rtx4090x7", "--json").json
    let model = try #require(json["model"] as? [String: Any])
    #expect(model["name"] as? String == "gemma-2b")
    #expect(model["source"] as? String == "catalogue")
    #expect(model["architecture"] as? String == "gemma")
    let parameters = try #require(json["parameters"] as? [String: Any])
    #expect(parameters["total"] as? Int == 2_506_434_560)
    #expect(parameters["active"] as? Int == 2_506_434_560)
    #expect(parameters["embedding"] as? Int == 524_550_144)
    #expect(parameters["nonEmbedding"] as? Int == 1_981_884_416)
    #expect(parameters["agreesWithPublished"] as? Bool == true)
    for key in ["byComponent", "byRole"] {
      let parts = try #require(parameters[key] as? [String: Int])
      #expect(parts.values.reduce(0, +) == 2_506_434_560)
    }
    let roles = try #require(parameters["byRole"] as? [String: Int])
    #expect(
      Set(roles.keys) == [
        "weightMatrices", "biasVectors", "attention", "embedding", "initialState",
      ])
    let storage = try #require(json["storageBytes"] as? [String: Int])
    #expect(storage["fp32"] == 4 * 2_506_434_560)
    #expect(storage["bf16"] == 2 * 2_506_434_560)
    #expect(storage["int8"] == 2_506_434_560)
    #expect(storage["fp64"] == 8 * 2_506_434_560)
    #expect(storage["fp8"] == 2_506_434_560)
    #expect(storage["int4"] == 2_506_434_560 / 2)
    for key in ["q8_0", "q4_0", "q4_k_m"] { #expect(storage[key] != nil) }
    try expectKeys(
      json, "inference",
      [
        "precision", "context", "batch", "weightsBytes", "kvCacheBytes", "kvBytesPerToken",
        "activationBytes", "totalBytes",
      ])
    try expectKeys(
      json, "training",
      [
        "weightsBytes", "gradientBytes", "optimizerBytes", "activationBytes", "totalBytes",
        "perDeviceBytes",
      ])
    try expectKeys(
      json, "ruleOfThumb",
      ["inferenceBytes", "trainingBytes", "activationBytes", "accelerators", "formulas"])
    try expectKeys(
      json, "compute", ["forwardFlopsPerToken", "trainingFlops", "seconds", "energyKilowattHours"])
    try expectKeys(json, "basis", ["parameters", "inference", "training"])
    #expect(json["measured"] is NSNull)
    let accelerator = try #require((json["accelerators"] as? [[String: Any]])?.first)
    #expect(accelerator["name"] as? String == "rtx4090")
    #expect(accelerator["count"] as? Int == 7)
    #expect(accelerator["fits"] as? Bool == true)
    #expect(accelerator["memoryBytes"] as? Int == 24_000_000_000)
    #expect(
      accelerator["limit"] as? String == "memory" || accelerator["limit"] as? String == "latency")
  }

  private func expectKeys(_ json: [String: Any], _ key: String, _ names: [String]) throws {
    let object = try #require(json[key] as? [String: Any])
    for name in names {
      #expect(object[name] != nil, "\(key).\(name)")
      #expect(!(object[name] is NSNull), "\(key).\(name)")
    }
  }

  @Test(
    "what is not disclosed is sized from the reported count, and says so",
    arguments: [
      ("gpt-4o", 200_000_000_000), ("gpt-4o-mini", 8_000_000_000),
      ("claude-3.5-sonnet", 175_000_000_000),
    ])
  func undisclosed(name: String, count: Int) throws {
    let json = try CaratProcess.run("plan", name, "--json").json
    let model = try #require(json["model"] as? [String: Any])
    #expect(model["disclosure"] as? String == "reported by a third party, not disclosed")
    let parameters = try #require(json["parameters"] as? [String: Any])
    #expect(parameters["total"] as? Int == count)
    #expect(parameters["byRole"] is NSNull)
    #expect((json["basis"] as? [String: String])?["parameters"] == "modelled")
    let text = try CaratProcess.run("plan", name).output
    #expect(text.contains("reported by a third party, not disclosed"))
  }

  /// Source facts, section 4: Llama3 7B on cards of 24 GB takes about seven.
  @Test("the rule for accelerators gives seven cards of 24 GB for 7B")
  func ruleForAccelerators() throws {
    let json = try CaratProcess.run("plan", "7B", "--train", "full", "--on", "rtx4090", "--json")
      .json
    let rule = try #require(json["ruleOfThumb"] as? [String: Any])
    #expect(rule["accelerators"] as? Int == 7)
    #expect(rule["trainingBytes"] as? Int == 112_000_000_000)
  }

  @Test("a folder, its config alone, and its weights alone agree on the count")
  func sources() throws {
    let folder = "\(Self.goldens)/llama"
    let whole = try CaratProcess.run("plan", folder, "--json").json
    let config = try CaratProcess.run("plan", "\(folder)/config.json", "--json").json
    let weights = try CaratProcess.run("plan", "\(folder)/model.safetensors", "--json").json
    func total(_ json: [String: Any]) throws -> Int {
      try #require((json["parameters"] as? [String: Any])?["total"] as? Int)
    }
    #expect(try total(whole) == total(config))
    #expect(try total(whole) == total(weights))
    #expect((whole["model"] as? [String: Any])?["source"] as? String == "folder")
    #expect((config["model"] as? [String: Any])?["source"] as? String == "config")
  }

  @Test("--fits ends with 3 when it does not, and with 0 when it does")
  func fits() throws {
    #expect(try CaratProcess.run("plan", "gemma-7b", "--on", "rtx3090", "--fits").status == 0)
    let result = try CaratProcess.run(
      "plan", "gemma-7b", "--precision", "fp32", "--on", "rtx3090", "--fits")
    #expect(result.status == 3)
    #expect(result.output.contains("does not fit"))
    #expect(
      try CaratProcess.run("plan", "llama-3-8b", "--train", "full", "--on", "h100x4", "--fits")
        .status
        == 0)
  }

  @Test("advice names machines, limits and changes, and JSON has them too")
  func advises() throws {
    let json = try CaratProcess.run(
      "plan", "llama-3-8b", "--on", "t4", "--advise", "--json"
    ).json
    let advice = try #require(json["advice"] as? [String: Any])
    #expect((advice["machines"] as? [Any])?.isEmpty == false)
    let device = try #require((advice["devices"] as? [[String: Any]])?.first)
    #expect((device["changes"] as? [Any])?.isEmpty == false)
    let text = try CaratProcess.run("plan", "llama-3-8b", "--on", "t4", "--advise").output
    #expect(text.contains("--precision"))
  }

  @Test("13B in 8 bits against 7B in 16 bits, in 16 GB: both fit, and the claim stays a claim")
  func choice() throws {
    let result = try CaratProcess.run("plan", "13B@int8", "7B@bf16", "--on", "16GB")
    #expect(result.status == 0)
    #expect(result.output.contains("13B int8"))
    #expect(result.output.contains("not measured here"))
    #expect(!result.output.contains("0.00"))
  }

  @Test("a page, Markdown and launch files are written where they were asked for")
  func files() throws {
    try Scratch.with { folder in
      let page = folder.appending(path: "plan.html").path
      let script = folder.appending(path: "train.sh").path
      let job = folder.appending(path: "job.yaml").path
      let result = try CaratProcess.run(
        "plan", "llama-3-8b", "--train", "full", "--on", "h100x16", "--html", page, "--slurm",
        script,
        "--kubernetes", job, "--markdown")
      #expect(result.status == 0)
      #expect(result.output.hasPrefix("# "))
      let html = try String(contentsOfFile: page, encoding: .utf8)
      #expect(html.hasPrefix("<!DOCTYPE html>"))
      #expect(!html.contains("<script"))
      #expect(try String(contentsOfFile: script, encoding: .utf8).contains("#SBATCH"))
      #expect(try String(contentsOfFile: job, encoding: .utf8).contains("kind: MPIJob"))
    }
  }

  @Test(
    "a file is written as a shell writes it: links followed, pipes written to, permissions kept")
  func filesAsAShell() throws {
    try Scratch.with { folder in
      let line = """
        cd "$1" && echo old >target && chmod 640 target && ln -s target link \
        && echo old >closed && chmod 400 closed && mkfifo pipe && (cat pipe >read &) \
        && carat plan 7B --quiet --html link >out && test -L link \
        && carat plan 7B --quiet --html pipe >out && test -p pipe \
        && stat -c %a target && cat closed && carat plan 7B --quiet --html closed
        """
      let result = try #require(try ShellProcess.run(line, folder.path))
      #expect(result.status == 1, "\(result.errors)")
      #expect(result.output == "640\nold\n")
      #expect(result.errors.contains("closed cannot be written"))
      for name in ["target", "read"] {
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        #expect(text.hasPrefix("<!DOCTYPE html>"), "\(name)")
      }
    }
  }

  @Test(
    "a model that is measured sets the engine's own counts beside the plan's, equal to the byte")
  func measures() throws {
    let json = try CaratProcess.run(
      "plan", "\(Self.goldens)/gemma3", "--measure", "--context", "64", "--threads", "1", "--quiet",
      "--json"
    ).json
    let measured = try #require(json["measured"] as? [String: Any])
    for key in [
      "fileBytes", "weightsBytes", "vectorBytes", "kvCacheBytes", "kvBytesPerToken",
      "workBufferBytes",
    ] {
      let figure = try #require(measured[key] as? [String: Any], "\(key)")
      #expect(figure["predicted"] as? Double == figure["measured"] as? Double, "\(key)")
      #expect((figure["measured"] as? Double ?? 0) > 0)
    }
    for key in ["peakResidentBytes", "prefillTokensPerSecond", "decodeTokensPerSecond"] {
      let figure = try #require(measured[key] as? [String: Any], "\(key)")
      #expect((figure["predicted"] as? Double ?? 0) > 0)
      #expect((figure["measured"] as? Double ?? 0) > 0)
    }
    let peak = try #require(measured["peakResidentBytes"] as? [String: Any])
    #expect(abs(peak["differencePercent"] as? Double ?? 100) < 5)
  }

  @Test("custom accelerators come from a file, and a bad one is refused by row and key")
  func customAccelerators() throws {
    try Scratch.with { folder in
      let file = folder.appending(path: "own.json")
      try Data(
        #"{"accelerators": [{"name": "big", "memoryGB": 1000, "bandwidthGBps": 9000, "dense": {"bf16": 3000}}]}"#
          .utf8
      ).write(to: file)
      let good = try CaratProcess.run(
        "plan", "gpt-3", "--accelerators", file.path, "--on", "big", "--fits")
      #expect(good.status == 0)
      try Data(#"{"accelerators": [{"name": "big", "memoryGB": -1}]}"#.utf8).write(to: file)
      let bad = try CaratProcess.run("plan", "gpt-3", "--accelerators", file.path, "--on", "big")
      #expect(bad.status != 0)
      #expect(bad.errors.contains("big"))
      #expect(bad.errors.contains("memoryGB"))
    }
  }

  @Test(
    "bad input is one clear error: wrong arguments end with 2, bad files with 1",
    arguments: [
      (["plan"], 2, "name a model"),
      (["plan", "gemma-2b", "--on", "rtx409"], 2, "rtx4090"),
      (["plan", "gemma-2b", "--on", "rtx4090x0"], 2, "expected 1 to 1000000"),
      (["plan", "gemma-2b", "--context", "0"], 2, "context"),
      (["plan", "gemma-2b", "--precision", "int5"], 2, "precision"),
      (["plan", "gemma-2b@int5"], 2, "precision"),
      (["plan", "gemma-2b", "--train", "half"], 2, "full, lora, qlora"),
      (["plan", "gemma-2b", "--zero", "4"], 2, "zero"),
      (["plan", "gemma-2b", "--tokens", "-3"], 2, "tokens"),
      (["plan", "gemma-2b", "--train", "full", "--tensor-parallel", "3"], 2, "tensor"),
      (["plan", "-7B"], 2, "unknown option '-7B'"),
      (["plan", "70B", "--precision", "q4_k_m"], 2, "architecture"),
      (["plan", "gemma2b"], 1, "gemma-2b"), (["plan", "gemma-2b", "--measure"], 2, "--measure"),
      (["plan", "gemma-2b", "--slurm", "x.sh"], 2, "--train"),
      (["plan", "/nonexistent/config.json"], 1, "no such file"),
    ])
  func badInput(_ arguments: [String], status: Int, says: String) throws {
    let result = try CaratProcess(arguments: arguments).run()
    #expect(Int(result.status) == status, "\(result.errors)")
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("carat: "))
    #expect(result.errors.contains(says), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count <= 6)
  }

  @Test("the largest model, batch and number of cards that are allowed still get a plan")
  func largest() throws {
    try Scratch.with { folder in
      let file = folder.appending(path: "huge.json")
      try Data(
        """
        {"model_type": "llama", "hidden_size": 262144, "num_hidden_layers": 4000,
        "num_attention_heads": 256, "intermediate_size": 1000000, "vocab_size": 1000000,
        "max_position_embeddings": 16777216}
        """.utf8
      ).write(to: file)
      for card in ["h100", "h100x1000000"] {
        let result = try CaratProcess.run(
          "plan", file.path, "--batch", "65536", "--context", "16777216", "--on", card, "--json")
        #expect(result.status == 0, "\(result.errors)")
      }
    }
  }

  @Test(
    "a configuration with absurd, missing or contradictory fields is refused by key",
    arguments: [
      (#"{"model_type": "llama", "hidden_size": -4}"#, "hidden_size"),
      (#"{"model_type": "llama", "num_hidden_layers": 1000000000}"#, "num_hidden_layers"),
      (
        #"{"model_type": "llama", "hidden_size": 100, "num_attention_heads": 3}"#,
        "num_attention_heads"
      ),
      (#"{"model_type": "llama", "vocab_size": "many"}"#, "vocab_size"),
      (#"{"model_type": "perceiver"}"#, "perceiver"), (#"{"hidden_size": 4"#, "JSON"),
    ])
  func badConfigurations(text: String, says: String) throws {
    try Scratch.with { folder in
      let file = folder.appending(path: "some.json")
      try Data(text.utf8).write(to: file)
      let result = try CaratProcess.run("plan", file.path)
      #expect(result.status == 1)
      #expect(result.errors.contains(says), "\(result.errors)")
    }
  }
}
