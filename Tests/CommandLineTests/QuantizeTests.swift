import Foundation
import JSON
import Testing

@Suite("quantize")
struct QuantizeTests {
  @Test("a converted model says what it says, and the report shows how little was lost")
  func report() throws {
    try Scratch.with { folder in
      let path = folder.appending(path: "tiny.gguf").path
      let result = try CaratProcess.run(
        "quantize", TinyModel.golden("llama").path, path, "--format", "f32", "--report", "--json")
      let json = try result.json
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
      #expect(json["bytes"] as? Int == size)
      #expect(json["format"] as? String == "F32")
      let divergence = try #require(json["klDivergence"] as? Double)
      #expect(abs(divergence) < 1e-6)
      let perplexity = try #require(json["perplexity"] as? Double)
      let original = try #require(json["originalPerplexity"] as? Double)
      #expect(abs(perplexity - original) < 1e-4 * original)
      #expect(json["sameChoiceFraction"] as? Double == 1)
      func logprobs(_ model: String) throws -> [Double] {
        let values = try CaratProcess.run("score", model, "--tokens", "5,93,12,9", "--json").json
        return try #require(values["logprobs"] as? [Any]).compactMap { $0 as? Double }
      }
      for (left, right) in zip(try logprobs(path), try logprobs(TinyModel.golden("llama").path)) {
        #expect(abs(left - right) < 1e-4)
      }
    }
  }

  @Test("fewer bits lose more")
  func bits() throws {
    try Scratch.with { folder in
      func divergence(_ format: String) throws -> Double {
        let json = try CaratProcess.run(
          "quantize", TinyModel.golden("qwen2").path, folder.appending(path: "\(format).gguf").path,
          "--format", format, "--report", "--json"
        ).json
        return try #require(json["klDivergence"] as? Double)
      }
      let (half, full) = (try divergence("bf16"), try divergence("f32"))
      #expect(half > full)
    }
  }

  @Test("a config becomes a file of its shape, the same for the same seed")
  func randomWeights() throws {
    try Scratch.with { folder in
      func write(_ name: String, seed: String) throws -> Data {
        let file = folder.appending(path: name)
        let result = try CaratProcess.run(
          "quantize", TinyModel.golden("llama").appending(path: "config.json").path, file.path,
          "--format", "f16", "--random-weights", seed)
        #expect(result.status == 0)
        return try Data(contentsOf: file)
      }
      let first = try write("a.gguf", seed: "1")
      #expect(try write("b.gguf", seed: "1").count == first.count)
      #expect(try write("c.gguf", seed: "2") != first)
      let path = folder.appending(path: "a.gguf").path
      #expect(try CaratProcess.run("score", path, "--tokens", "1,2,3").status == 0)
    }
  }

  @Test("an unknown format is refused with the known ones, and so is an unknown shape")
  func unknown() throws {
    let model = TinyModel.golden("llama").path
    let format = try CaratProcess.run("quantize", model, "/nowhere/x.gguf", "--format", "q9")
    #expect(format.status == 2 && format.errors.contains("Q4_K_M"))
    let shape = try CaratProcess.run(
      "quantize", "gemma-3b", "/nowhere/x.gguf", "--format", "f16", "--random-weights", "1")
    #expect(shape.status == 1 && shape.errors.contains("gemma-2b"))
  }

  @Test("a place that cannot be written is named, and a model is never overwritten by its copy")
  func places() throws {
    let model = TinyModel.golden("llama").path
    let nowhere = try CaratProcess.run("quantize", model, "/nowhere/x.gguf", "--format", "f16")
    #expect(nowhere.status == 1 && nowhere.errors.contains("/nowhere/x.gguf"))
    let same = try CaratProcess.run("quantize", model, model, "--format", "f16")
    #expect(same.status == 1 && same.errors.contains("the model itself"))
  }

  @Test("what a comparison needs is looked at before the conversion")
  func reportsEarly() throws {
    let model = TinyModel.golden("llama").path
    try Scratch.with { folder in
      let path = folder.appending(path: "x.gguf").path
      let missing = try CaratProcess.run(
        "quantize", model, path, "--format", "f16", "--report", "--text", "/nowhere/text")
      #expect(missing.status == 1 && missing.errors.contains("/nowhere/text"))
      let text = folder.appending(path: "text")
      try Data("some words".utf8).write(to: text)
      let none = try CaratProcess.run(
        "quantize", model, path, "--format", "f16", "--report", "--text", text.path)
      #expect(none.status == 1 && none.errors.contains("no tokenizer"))
      #expect(!FileManager.default.fileExists(atPath: path))
    }
    try TinyModel.with { model in
      try Scratch.with { folder in
        let path = folder.appending(path: "x.gguf").path
        let text = folder.appending(path: "text")
        try Data().write(to: text)
        let empty = try CaratProcess.run(
          "quantize", model, path, "--format", "f16", "--report", "--text", text.path)
        #expect(empty.status == 1 && empty.errors.contains("at least 2"))
        #expect(!FileManager.default.fileExists(atPath: path))
        try Data("some words".utf8).write(to: text)
        let report = try CaratProcess.run(
          "quantize", model, path, "--format", "f16", "--report", "--text", text.path, "--json")
        #expect(try report.json["tokens"] as? Int == 11)
      }
    }
  }

  @Test(
    "formats that are only read are told from names that mean nothing",
    arguments: ["Q2_K", "q2_k", "q3_K", "Q3_K_M"])
  func readOnlyFormats(name: String) throws {
    let result = try CaratProcess.run(
      "quantize", TinyModel.golden("llama").path, "/nowhere/x.gguf", "--format", name)
    #expect(result.status == 2 && result.errors.contains("can be read, not written"))
    #expect(result.errors.contains("Q4_K_M") && !result.errors.contains("invalid"))
  }

  @Test("a file that is there is replaced with --force only, a read-only one not at all")
  func force() throws {
    let model = TinyModel.golden("llama").path
    try Scratch.with { folder in
      let path = folder.appending(path: "X.GGUF").path
      #expect(try CaratProcess.run("quantize", model, path, "--format", "f32").status == 0)
      let again = try CaratProcess.run("quantize", model, path, "--format", "f16")
      #expect(again.status == 1 && again.errors.contains("--force"))
      #expect(try CaratProcess.run("quantize", model, path, "--format", "f16", "-f").status == 0)
      #expect(try CaratProcess.run("inspect", path).output.contains("F16"))
      try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
      let fixed = try CaratProcess.run("quantize", model, path, "--format", "f16", "--force")
      #expect(fixed.status == 1 && fixed.errors.contains("read-only"))
    }
  }

  @Test("a name of the library is no output, and a name that stands for two says which it takes")
  func shadows() throws {
    try Scratch.with { folder in
      let home = folder.appending(path: "home")
      let models = home.appending(path: "models")
      try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
      let golden = TinyModel.golden("llama")
      try FileManager.default.copyItem(at: golden, to: models.appending(path: "tiny"))
      let here = folder.appending(path: "here")
      try FileManager.default.createDirectory(at: here, withIntermediateDirectories: true)
      func run(_ arguments: String...) throws -> CaratProcess.Result {
        try CaratProcess(
          arguments: arguments, environment: ["CARAT_HOME": home.path], folder: here
        ).run()
      }
      for name in ["tiny", "tiny/"] {
        let refused = try run("quantize", "tiny", name, "--format", "f16")
        #expect(refused.status == 2 && refused.errors.contains("./tiny"), "\(refused.errors)")
      }
      #expect(try run("inspect", "tiny").errors == "")
      #expect(try run("quantize", "tiny", "./tiny", "--format", "f16").status == 0)
      let both = try run("inspect", "tiny")
      #expect(both.status == 0 && both.errors.contains("taken from this folder"))
      #expect(both.errors.contains(models.path))
      #expect(try run("inspect", "./tiny").errors == "")
    }
  }

  @Test("notes of a conversion stand in its JSON")
  func notes() throws {
    try Scratch.with { folder in
      let result = try CaratProcess.run(
        "quantize", TinyModel.golden("llama").path, folder.appending(path: "x.gguf").path,
        "--format", "q4_k", "--json")
      let notes = try #require(try result.json["notes"] as? [String])
      #expect(notes.contains { $0.contains("stored in F16, not Q4_K") })
      #expect(notes.contains { $0.contains("no tokenizer") })
    }
  }

  @Test("a limit on the size of files is an error that leaves nothing")
  func fileSizeLimit() throws {
    try Scratch.with { folder in
      let script = "ulimit -f 16; exec \"$0\" quantize \"$1\" \"$2\" --format f32"
      let path = folder.appending(path: "x.gguf").path
      let process = Process()
      let errors = Pipe()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = [
        "-c", script, try CaratProcess.executable().path, TinyModel.golden("llama").path, path,
      ]
      process.standardError = errors
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 1)
      #expect(text.contains(path) && text.contains("ulimit -f"), "\(text)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }
  }
}
