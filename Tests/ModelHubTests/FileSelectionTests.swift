import Testing

@testable import ModelHub

@Suite struct FileSelectionTests {
  private func choose(_ paths: [String], _ file: String? = nil) throws -> [String] {
    let files = paths.map { RepositoryFile(path: $0, bytes: 1, identity: nil) }
    let listing = RepositoryListing(commit: nil, files: files)
    return try FileSelection(listing, of: "o/r").choose(file).map(\.path)
  }

  @Test("shards come with their index, and other copies of the weights stay away")
  func shards() throws {
    let chosen = try choose([
      ".gitattributes", "LICENSE", "README.md", "config.json", "consolidated.safetensors",
      "generation_config.json", "model-00001-of-00002.safetensors",
      "model-00002-of-00002.safetensors", "model.safetensors.index.json", "onnx/model.onnx",
      "original/model.safetensors", "pytorch_model.bin", "tokenizer.json", "model.gguf",
    ])
    #expect(
      chosen == [
        "LICENSE", "config.json", "generation_config.json", "tokenizer.json",
        "model.safetensors.index.json", "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors",
      ])
  }

  @Test("one file of weights is enough where there is one")
  func single() throws {
    let chosen = try choose([
      "config.json", "model.safetensors", "model.fp16.safetensors", "chat_template.jinja",
    ])
    #expect(chosen == ["config.json", "chat_template.jinja", "model.safetensors"])
  }

  @Test("weights under an unusual name are taken, adapters are not")
  func unusual() throws {
    let chosen = try choose(["config.json", "weights.safetensors", "adapter_model.safetensors"])
    #expect(chosen == ["config.json", "weights.safetensors"])
  }

  @Test("a single GGUF needs no name, a projector beside it does not count")
  func gguf() throws {
    #expect(try choose(["m.gguf", "mmproj-m.gguf", "README.md"]) == ["m.gguf"])
  }

  @Test("a file is named by its path, its name, or a word that only it has")
  func named() throws {
    let paths = ["q/m-Q4_0.gguf", "q/m-Q4_K_M.gguf", "config.json"]
    #expect(try choose(paths, "q/m-Q4_0.gguf") == ["q/m-Q4_0.gguf"])
    #expect(try choose(paths, "m-Q4_0.gguf") == ["q/m-Q4_0.gguf"])
    #expect(try choose(paths, "q4_k_m") == ["q/m-Q4_K_M.gguf"])
    #expect(try choose(paths, "config.json") == ["config.json"])
    for wrong in ["Q4", "Q8_0", "m.gguf", "m"] {
      #expect(throws: HubError.self) { try choose(paths, wrong) }
    }
  }

  @Test("a split GGUF with a part missing is refused")
  func missingPart() {
    #expect(throws: HubError.self) {
      try choose(["m-00001-of-00003.gguf", "m-00003-of-00003.gguf"])
    }
  }

  @Test("formats that are not read are named")
  func unreadable() {
    let pickled = #expect(throws: HubError.self) {
      try choose(["config.json", "pytorch_model.bin"])
    }
    #expect(pickled?.description.contains("pytorch_model.bin") == true)
    let empty = #expect(throws: HubError.self) { try choose(["README.md"]) }
    #expect(empty?.description.contains("neither safetensors nor GGUF") == true)
    let bare = #expect(throws: HubError.self) { try choose(["model.safetensors"]) }
    #expect(bare?.description.contains("config.json") == true)
  }
}
