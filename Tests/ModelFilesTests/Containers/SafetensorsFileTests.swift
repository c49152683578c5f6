import ModelFiles
import Tensors
import Testing

@Suite("safetensors files")
struct SafetensorsFileTests {
  @Test("tensors written by the safetensors package have its names, shapes, formats and bytes")
  func tensors() throws {
    let file = try SafetensorsFile(opening: ContainerFixtures.path("types.safetensors"))
    let expected = try ContainerFixtures.tensors(of: "types.safetensors")
    #expect(Set(file.entries) == Set(expected.map(\.entry)))
    for tensor in expected where tensor.entry.format != nil {
      #expect(try file.tensor(named: tensor.entry.name).copiedBytes == tensor.bytes)
      #expect(try file.tensor(named: tensor.entry.name).shape == tensor.entry.shape)
    }
    #expect(file.metadata == ["format": "pt", "note": "naïve"])
    #expect(file.refusal == nil, "masks and positions are no reason to refuse a model")
  }

  @Test("a tensor that is no weight is listed, and refused by name when asked for")
  func unsupported() throws {
    let file = try SafetensorsFile(opening: ContainerFixtures.path("types.safetensors"))
    #expect(Set(file.unsupported.map(\.name)) == ["mask", "positions"])
    let error = thrownError { () throws(ModelFileError) in _ = try file.tensor(named: "mask") }
    #expect(error?.description.contains("'mask' is stored as BOOL") == true)
    #expect(
      thrownError { () throws(ModelFileError) in _ = try file.tensor(named: "no") }?.kind
        == .missing)
  }

  @Test(
    "shards open whole, from the folder and from the index",
    arguments: [
      "sharded", "sharded/model.safetensors.index.json",
    ])
  func shards(_ name: String) throws {
    let file = try SafetensorsFile(opening: ContainerFixtures.path(name))
    #expect(file.paths.count == 2)
    for tensor in try ContainerFixtures.tensors(of: "sharded") {
      #expect(file.entry(named: tensor.entry.name) == tensor.entry)
      #expect(try file.tensor(named: tensor.entry.name).copiedBytes == tensor.bytes)
    }
  }

  @Test("a tensor that is not aligned to its elements is copied and reads the same")
  func misaligned() throws {
    let folder = try TemporaryFolder()
    let header = """
      {"mask":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},\
      "w":{"dtype":"F32","shape":[2],"data_offsets":[3,11]}}
      """
    let image = SafetensorsImage(header: header, data: [1, 1, 1, 0, 0, 128, 63, 0, 0, 0, 64])
    let path = try folder.write(image.bytes, to: "m.safetensors")
    let file = try SafetensorsFile(opening: path)
    #expect(file.isAligned("w") == (image.header.utf8.count % 4 == 1))
    #expect(file.isAligned("none") == nil)
    let tensor = try file.tensor(named: "w")
    #expect(tensor.offset % 4 == 0)
    #expect(tensor.copiedBytes == [0, 0, 128, 63, 0, 0, 0, 64])
  }

  @Test("FP8 written by the safetensors package is refused by name")
  func eightBits() throws {
    let file = try SafetensorsFile(opening: ContainerFixtures.path("fp8.safetensors"))
    #expect(file.refusal?.kind == .unsupported)
    #expect(file.refusal?.description.contains("FP8 (F8_E4M3)") == true)
    #expect(file.refusal?.description.contains("up_proj") == true)
  }

  @Test(
    "packed models are refused by the name of their method",
    arguments: [
      (
        "GPTQ",
        ["l.qweight": ("I32", [4, 32]), "l.g_idx": ("I32", [32]), "l.scales": ("F16", [1, 32])]
      ),
      ("GPTQ", ["l.qweight": ("I32", [4, 32]), "l.scales": ("F16", [1, 32])]),
      ("AWQ", ["l.qweight": ("I32", [32, 4]), "l.scales": ("F16", [1, 32])]),
      ("bitsandbytes", ["l.weight": ("U8", [8, 1]), "l.weight.absmax": ("F32", [1])]),
      ("bitsandbytes", ["l.weight": ("I8", [8, 1]), "l.SCB": ("F32", [8])]),
      ("compressed-tensors", ["l.weight_packed": ("I32", [8, 1])]),
      ("MXFP4", ["l.up_blocks": ("U8", [2, 16]), "l.up_scales": ("U8", [2])]),
      (
        "MLX",
        ["l.weight": ("U32", [8, 4]), "l.scales": ("F16", [8, 1]), "l.biases": ("F16", [8, 1])]
      ),
      ("4-bit float", ["l.weight": ("F4", [8, 4])]),
    ] as [(String, [String: (String, [Int])])])
  func packed(_ method: String, _ tensors: [String: (String, [Int])]) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(SafetensorsImage(tensors).bytes, to: "m.safetensors")
    let file = try SafetensorsFile(opening: path)
    #expect(file.refusal?.problem.contains("packed by") == true)
    #expect(file.refusal?.problem.contains(method) == true, "\(String(describing: file.refusal))")
  }
}
