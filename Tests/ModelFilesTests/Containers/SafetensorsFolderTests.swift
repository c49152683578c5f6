import ModelFiles
import Testing

@Suite("Folders with safetensors")
struct SafetensorsFolderTests {
  private func open(_ files: [String: [UInt8]]) throws -> ModelFileError? {
    let folder = try TemporaryFolder()
    for (name, bytes) in files { try folder.write(bytes, to: name) }
    return thrownError { () throws(ModelFileError) in
      _ = try SafetensorsFile(opening: folder.path)
    }
  }

  private let shard = SafetensorsImage(["a": ("F32", [2])]).bytes

  private func index(_ map: String) -> [UInt8] { Array("{\"weight_map\":{\(map)}}".utf8) }

  @Test("a shard that is missing is named")
  func missingShard() throws {
    let error = try open([
      "s.safetensors": shard,
      "model.safetensors.index.json": index("\"a\":\"s.safetensors\",\"b\":\"t.safetensors\""),
    ])
    #expect(error?.kind == .missing)
    #expect(error?.expected == "t.safetensors")
  }

  @Test("a tensor that is not in its shard is named")
  func missingTensor() throws {
    let error = try open([
      "s.safetensors": shard,
      "model.safetensors.index.json": index("\"a\":\"s.safetensors\",\"b\":\"s.safetensors\""),
    ])
    #expect(error?.kind == .missing)
    #expect(error?.problem.contains("'b'") == true)
  }

  @Test(
    "an index that leads out of its folder is refused",
    arguments: [
      "../x.safetensors", "/etc/x.safetensors", "a/../../x.safetensors", "..\\\\x.safetensors",
      "x.bin", "x\\u0000.safetensors", "",
    ])
  func traversal(_ name: String) throws {
    let error = try open([
      "s.safetensors": shard, "model.safetensors.index.json": index("\"a\":\"\(name)\""),
    ])
    #expect(error?.kind == .malformed)
    #expect(error?.problem.contains("'a'") == true)
  }

  @Test(
    "an index that is no index is refused",
    arguments: [
      "", "{", "[]", "{}", "{\"weight_map\":[]}", "{\"weight_map\":{}}",
      "{\"weight_map\":{\"a\":1}}",
    ])
  func badIndex(_ text: String) throws {
    let error = try open(["model.safetensors.index.json": Array(text.utf8)])
    #expect(error?.kind == .malformed)
    #expect(error?.path.hasSuffix("index.json") == true)
  }

  @Test("a tensor counts in the shard that the index says, and only there")
  func indexDecides() throws {
    let folder = try TemporaryFolder()
    try folder.write(shard, to: "s.safetensors")
    try folder.write(
      SafetensorsImage(["a": ("F32", [3]), "x": ("F32", [1])]).bytes, to: "t.safetensors")
    try folder.write(
      index("\"a\":\"s.safetensors\",\"x\":\"t.safetensors\""), to: "model.safetensors.index.json")
    let file = try SafetensorsFile(opening: folder.path)
    #expect(file.entries.map(\.name).sorted() == ["a", "x"])
    #expect(file.entry(named: "a")?.shape == [2])
  }

  @Test(
    "pickled and other weights are refused by name with advice",
    arguments: [
      ("pytorch_model.bin", "pickle"), ("consolidated.00.pth", "pickle"), ("model.pt", "pickle"),
      ("flax_model.msgpack", "another framework"), ("tf_model.h5", "another framework"),
      ("model.gguf", "GGUF"), ("config.json", "no weights"),
    ])
  func otherForms(_ name: String, _ word: String) throws {
    let error = try open([name: [0]])
    #expect(error?.problem.contains(word) == true, "\(String(describing: error))")
    if word != "no weights" {
      #expect(error?.got == name)
      #expect(error?.advice != nil)
    }
  }

  @Test("several files without an index are refused; one, whatever its name, is opened")
  func noIndex() throws {
    let error = try open(["a.safetensors": shard, "b.safetensors": shard])
    #expect(error?.expected == "model.safetensors.index.json")
    let folder = try TemporaryFolder()
    try folder.write(shard, to: "adapter_model.safetensors")
    #expect(try SafetensorsFile(opening: folder.path).entries.map(\.name) == ["a"])
  }

  @Test("a path that names nothing is refused")
  func nothing() throws {
    let error = thrownError { () throws(ModelFileError) in
      _ = try SafetensorsFile(opening: "/nonexistent/model")
    }
    #expect(error?.kind == .inaccessible)
  }
}
