import ModelSpec
import Testing

@Suite("Cache of published models")
struct CacheFigureTests {
  @Test("keys and values of one token in 16 bits", arguments: bytesPerToken)
  func perToken(name: String, bytes: Int) throws {
    #expect(try Catalogue.spec(name).cacheBytesPerToken(format: .bf16) == bytes)
  }

  static let bytesPerToken = [
    ("llama-2-7b", 524_288), ("llama-2-13b", 819_200), ("llama-2-70b", 327_680),
    ("llama-3-8b", 131_072), ("llama-3-70b", 327_680), ("llama-3.1-405b", 516_096),
    ("llama-3.2-1b", 32_768), ("llama-3.2-3b", 114_688), ("mistral-7b-v0.1", 131_072),
    ("mixtral-8x7b", 131_072), ("gemma-2b", 18_432), ("gemma-7b", 458_752),
    ("gemma-2-9b", 344_064), ("gemma-2-27b", 376_832), ("gemma-3-1b", 26_624),
    ("gemma-3-27b", 507_904), ("gpt-2", 36_864), ("gpt-3", 4_718_592), ("grok-1", 262_144),
    ("internlm2-7b", 131_072), ("internlm2-20b", 196_608), ("smollm2-135m", 23_040),
    ("qwen2.5-0.5b", 12_288), ("qwen2.5-7b", 57_344), ("phi-3-mini", 393_216),
    ("deepseek-v3", 70_272),
  ]

  /// A model at a length, with the bytes that it needs and those that it would need
  /// without windows.
  struct Windowed: Sendable, CustomTestStringConvertible {
    let name: String
    let positions: Int
    let bytes: Int
    let withoutWindows: Int

    var testDescription: String { name }
  }

  @Test("windows keep what they see and no more", arguments: windowed)
  func windows(known: Windowed) throws {
    var spec = try Catalogue.spec(known.name)
    #expect(spec.minimumCacheBytes(positions: known.positions, format: .bf16) == known.bytes)
    for index in spec.layers.indices { spec.layers[index].attention.window = nil }
    #expect(
      spec.minimumCacheBytes(positions: known.positions, format: .bf16) == known.withoutWindows)
  }

  // 10.40625 and 62 GiB; 0.1357 GiB; 1.96875 and 2.625 GiB; 2 GiB (GiB = 2^30 bytes).
  static let windowed = [
    Windowed(
      name: "gemma-3-27b", positions: 131_072, bytes: 11_173_625_856,
      withoutWindows: 66_571_993_088),
    Windowed(
      name: "gemma-3-1b", positions: 32_768, bytes: 145_752_064, withoutWindows: 872_415_232),
    Windowed(
      name: "gemma-2-9b", positions: 8192, bytes: 2_113_929_216, withoutWindows: 2_818_572_288),
    Windowed(
      name: "llama-2-7b", positions: 4096, bytes: 2_147_483_648, withoutWindows: 2_147_483_648),
  ]
}
