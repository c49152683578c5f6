import ModelFiles
import ModelSpec
import Tensors
import Testing

@Suite("Pages of weights")
struct WeightPagesTests {
  private static let specs: [ModelSpec] = [
    ConversionModel.llama(isTied: true), ConversionModel.llama(isTied: false),
    ConversionModel.mixtral(),
  ]

  @Test(
    "mapped ahead are the matrices that every pass reads whole, and nothing else",
    arguments: specs, ["model.gguf", "hub"])
  func readWhole(spec: ModelSpec, name: String) throws {
    let folder = try TemporaryFolder()
    let model = try ConversionModel.opened(spec, in: folder, name, format: .uniform(.bf16))
    let expected = model.weights.entries.filter { entry in
      entry.shape.count == 2 && !entry.name.contains(".experts.")
        && (spec.head.isTied || !entry.name.hasPrefix("token_embd"))
        && (spec.head.isTied || !entry.name.contains("embed_tokens"))
    }
    #expect(!expected.isEmpty)
    let pages = WeightPages(try model.weightMap())
    #expect(pages.byteCount == expected.reduce(0) { $0 + $1.byteCount })
  }

  @Test("mapping ahead changes no value")
  func keepsValues() throws {
    let folder = try TemporaryFolder()
    let model = try ConversionModel.opened(ConversionModel.llama(), in: folder)
    let map = try model.weightMap()
    let role = try #require(model.spec.tensors.first { $0.shape.count == 2 })
    let before = try map.tensor(role).values()
    let file = try map.tensor(role)
    #expect(file.storage.populate(file.offset..<file.offset + file.byteCount) == isLinux)
    #expect(try map.tensor(role).values() == before)
  }

  private var isLinux: Bool {
    #if os(Linux)
      true
    #else
      false
    #endif
  }
}
