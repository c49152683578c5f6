import Foundation
import JSON
import Testing

@Suite("inspect, score, bench and models")
struct InspectTests {
  @Test("inspect counts parameters, bytes and tensors, and has no tokenizer where there is none")
  func inspect() throws {
    let json = try CaratProcess.run("inspect", TinyModel.golden("mixtral").path, "--json").json
    #expect(json["architecture"] as? String == "mixtral")
    #expect(json["format"] as? String == "safetensors")
    #expect(json["contextLength"] as? Int == 128)
    let parameters = try #require(json["parameters"] as? [String: Any])
    let total = try #require(parameters["total"] as? Int)
    let active = try #require(parameters["active"] as? Int)
    let components = try #require(parameters["byComponent"] as? [String: Int])
    #expect(components.values.reduce(0, +) == total)
    #expect(active < total)
    #expect(json["storedBytes"] as? Int == total * 4)
    let tensors = try #require(json["tensors"] as? [[String: Any]])
    #expect(
      tensors.allSatisfy { ["name", "shape", "format", "bytes"].allSatisfy($0.keys.contains) })
    #expect(tensors.compactMap { $0["bytes"] as? Int }.reduce(0, +) == total * 4)
    let tokenizer = try #require(json["tokenizer"] as? [String: Any])
    #expect(tokenizer["kind"] is NSNull && tokenizer["vocabularySize"] is NSNull)
    #expect(json["notes"] is [String])
  }

  @Test(
    "inspect names the quantisation, the bits of a weight, the size of the file and the licence")
  func storage() throws {
    try Scratch.with { scratch in
      let folder = scratch.appending(path: "model")
      try FileManager.default.copyItem(at: TinyModel.golden("llama"), to: folder)
      let plain = try CaratProcess.run("inspect", folder.path, "--json").json
      #expect(plain["quantization"] as? String == "F32")
      #expect(plain["bitsPerWeight"] as? Double == 32)
      #expect(plain["license"] is NSNull)
      let card = "---\nlanguage: en\nlicense: apache-2.0\n---\n# A model\n"
      try Data(card.utf8).write(to: folder.appending(path: "README.md"))
      #expect(
        try CaratProcess.run("inspect", folder.path, "--json").json["license"] as? String
          == "apache-2.0")
      let file = scratch.appending(path: "tiny-q8_0.gguf")
      #expect(
        try CaratProcess.run("quantize", folder.path, file.path, "--format", "F16").status == 0)
      let json = try CaratProcess.run("inspect", file.path, "--json").json
      #expect(json["quantization"] as? String == "F16")
      let bits = try #require(json["bitsPerWeight"] as? Double)
      #expect(bits > 16 && bits < 17)
      let size = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int
      #expect(json["fileBytes"] as? Int == size)
      let text = try CaratProcess.run("inspect", file.path).output
      for words in ["F16, 16.", "bits a weight", "file size", "licence"] {
        #expect(text.contains(words), "\(words)")
      }
    }
  }

  @Test("score gives the recorded log-probabilities", arguments: ["llama", "gemma3", "mixtral"])
  func score(_ name: String) throws {
    let folder = TinyModel.golden(name)
    let data = try Data(contentsOf: folder.appending(path: "golden.json"))
    let golden = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    let tokens = try #require(golden["tokens"] as? [Int])
    let expected = try #require(golden["logprobs"] as? [Any]).map { $0 as? Double }
    let ids = tokens.map(String.init).joined(separator: ",")
    let json = try CaratProcess.run("score", folder.path, "--tokens", ids, "--json").json
    let got = try #require(json["logprobs"] as? [Any]).map { $0 as? Double }
    #expect(json["tokens"] as? [Int] == tokens)
    #expect(got.count == expected.count && got[0] == nil)
    for (left, right) in zip(got.dropFirst(), expected.dropFirst()) {
      #expect(abs(try #require(left) - #require(right)) < 1e-4)
    }
    let mean = got.compactMap { $0 }.reduce(0, +) / Double(got.count - 1)
    let perplexity = try #require(json["perplexity"] as? Double)
    #expect(abs(perplexity - exp(-mean)) < 1e-9 * perplexity)
    let top = try #require(json["top"] as? [[String: Any]])
    #expect(top.count == 5)
    let values = top.compactMap { $0["logprob"] as? Double }
    #expect(values == values.sorted(by: >))
  }

  @Test("bench reports speeds, memory and the bandwidth that decoding uses")
  func bench() throws {
    let json = try CaratProcess.run(
      "bench", TinyModel.golden("llama").path, "--prompt", "8", "--generate", "4", "--depth", "3",
      "--sequences", "2", "--repetitions", "2", "--threads", "1", "--json"
    ).json
    #expect(json["threads"] as? Int == 1)
    #expect(json["isa"] is String)
    let prefill = try #require(json["prefill"] as? [String: Any])
    let decode = try #require(json["decode"] as? [String: Any])
    #expect(prefill["tokens"] as? Int == 16 && decode["tokens"] as? Int == 8)
    #expect(try #require(prefill["tokensPerSecond"] as? Double) > 0)
    #expect(try #require(decode["tokensPerSecond"] as? Double) > 0)
    #expect(try #require(json["readBandwidthBytesPerSecond"] as? Double) > 1e6)
    #expect(try #require(json["decodeBandwidthFraction"] as? Double) > 0)
    // The probe's buffer of half a GiB is not in it.
    let peak = try #require(json["peakResidentBytes"] as? Int)
    #expect(peak > 1 << 20 && peak < 400 << 20)
  }

  @Test("bench leaves out what is not wanted")
  func benchPart() throws {
    let json = try CaratProcess.run(
      "bench", TinyModel.golden("gpt2").path, "--prompt", "0", "--generate", "2",
      "--repetitions", "1", "--json"
    ).json
    #expect((json["prefill"] as? [String: Any])?["tokensPerSecond"] is NSNull)
    #expect((json["decode"] as? [String: Any])?["tokensPerSecond"] is Double)
  }

  @Test("models lists the catalogue and the library, and removes")
  func models() throws {
    try Scratch.with { home in
      let library = home.appending(path: "models")
      try FileManager.default.createDirectory(at: library, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: TinyModel.golden("llama"), to: library.appending(path: "tiny"))
      let environment = ["CARAT_HOME": home.path]
      let json = try CaratProcess.run("models", "--json", environment: environment).json
      let catalogue = try #require(json["catalogue"] as? [[String: Any]])
      #expect(catalogue.contains { $0["name"] as? String == "smollm2-135m-instruct" })
      let entries = try #require(json["library"] as? [[String: Any]])
      #expect(entries.map { $0["name"] as? String } == ["tiny"])
      let inspected = try CaratProcess.run("inspect", "tiny", environment: environment)
      #expect(inspected.status == 0 && inspected.output.contains("Llama"))
      let removed = try CaratProcess.run("models", "--remove", "tiny", environment: environment)
      #expect(removed.status == 0)
      #expect(!FileManager.default.fileExists(atPath: library.appending(path: "tiny").path))
      let again = try CaratProcess.run("models", "--remove", "tiny", environment: environment)
      #expect(again.status == 1)
    }
  }
}
