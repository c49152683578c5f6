import ModelSpec
import Testing

@testable import Sizing

@Suite("The bill of inference")
struct InferenceBillTests {
  private func bill(
    _ name: String, _ precision: WeightPrecision = .plain(.bf16), context: Int,
    sequences: Int = 1, cache: StorageFormat = .f16
  ) throws -> InferenceBill {
    let spec = try #require(Catalogue.model(named: name)?.spec)
    let weights = try WeightStorage(spec, precision)
    return try InferenceBill(
      spec,
      InferenceRequest(
        weights: weights, context: context, sequences: sequences, cacheFormat: cache))
  }

  /// Field study, chapter 1.2: a well-known script halves it.
  @Test("Llama-2-7B at 4,096 tokens keeps 2 GiB of keys and values")
  func bothKeysAndValues() throws {
    #expect(try bill("llama-2-7b", context: 4096).cacheBytes == 2 << 30)
  }

  /// Field study, chapter 1.2: tools that take the width divided by the heads say 344,064.
  @Test("heads that are wider than their share of the width count in full")
  func wideHeads() throws {
    #expect(try bill("gemma-7b", context: 8192).cacheBytesPerToken == 458_752)
  }

  /// Field study, chapter 1.2: a published table has twice as much.
  @Test(
    "Llama-3.1-405B's cache at 1k, 16k and 128k",
    arguments: [(1000, 0.481), (16_000, 7.69), (128_000, 61.5)])
  func large(context: Int, gibibytes: Double) throws {
    let bytes = try bill("llama-3.1-405b", context: context).minimumCacheBytes
    #expect(abs(Double(bytes) / 0x1p30 - 126 * 8 * 128 * 4 * Double(context) / 0x1p30) < 1e-9)
    #expect(abs(Double(bytes) / 0x1p30 - gibibytes) < 0.001 * gibibytes)
  }

  /// Field study, chapters 1.2 and 4.2.
  @Test("windows are counted: Gemma 3 27B at 131,072 tokens needs 10.406 GiB, not 62")
  func windows() throws {
    let whole = try bill("gemma-3-27b", context: 131_072)
    #expect(abs(Double(whole.minimumCacheBytes) / 0x1p30 - 10.406) < 0.0005)
    #expect(whole.cacheBytes > whole.minimumCacheBytes)
    #expect(Double(whole.cacheBytes) < 1.1 * Double(whole.minimumCacheBytes))
  }

  @Test("latent vectors are counted: DeepSeek-V3 at 163,840 tokens needs 10.72 GiB")
  func latent() throws {
    let bytes = try bill("deepseek-v3", context: 163_840).minimumCacheBytes
    #expect(abs(Double(bytes) / 0x1p30 - 10.72) < 0.005)
  }

  /// Field study, chapter 1.2: gpt-oss-20b with 32 sequences of 8,192, where one tool says the one
  /// and engines reserve the other.
  @Test(
    "every other layer with a window of 128: 6.09 GiB are needed, 12.00 where windows are not used")
  func everyOtherWindow() throws {
    func spec(window: Int?) -> ModelSpec {
      let norm = NormSpec(.rms, epsilon: 1e-5)
      func layer(_ window: Int?) -> LayerSpec {
        LayerSpec(
          attention: AttentionSpec(
            queryHeads: 64, keyValueHeads: 8, headDimension: 64, window: window, rotary: nil),
          feedForward: .dense(DenseSpec(hiddenDimension: 2880, activation: .silu)), norm: norm)
      }
      return ModelSpec(
        name: "windows", architecture: .llama, vocabularySize: 201_088, modelDimension: 2880,
        contextLength: 131_072, layers: (0..<24).map { layer($0.isMultiple(of: 2) ? window : nil) },
        finalNorm: norm, head: HeadSpec(isTied: false))
    }
    for (window, gibibytes) in [(128, 6.09), (nil, 12.0)] as [(Int?, Double)] {
      let bytes = try #require(
        spec(window: window).minimumCacheBytes(positions: 8192, format: .bf16))
      #expect(abs(Double(32 * bytes) / 0x1p30 - gibibytes) < 0.005)
    }
  }

  /// Field study, chapter 1.2: a tool once said 64.73 GB.
  @Test("Llama-3.1-70B in 16 bits takes 141.1 GB")
  func seventyBillion() throws {
    #expect(try bill("llama-3.1-70b", context: 512).weightsBytes == 2 * 70_553_706_496)
  }

  @Test("a cache in 8 bits takes 34 bytes for 32 values")
  func quantizedCache() throws {
    let half = try bill("llama-3-8b", context: 8192).cacheBytes
    let eighth = try bill("llama-3-8b", context: 8192, cache: .q8_0).cacheBytes
    #expect(eighth * 64 == half * 34)
  }

  @Test("the lines add up, and sequences multiply the cache only")
  func adds() throws {
    let one = try bill("gemma-2-9b", context: 4096)
    let four = try bill("gemma-2-9b", context: 4096, sequences: 4)
    #expect(one.lines.reduce(0) { $0 + $1.bytes } == one.totalBytes)
    #expect(four.cacheBytes == 4 * one.cacheBytes)
    #expect(four.weightsBytes == one.weightsBytes)
    #expect(one.totalBytes == one.weightsBytes + one.cacheBytes + one.activationBytes)
  }

  /// Source facts, section 3 and 4: 7B takes 28 GB, 14 GB and 7 GB; 200B at 8 bytes 1600 GB.
  @Test("storage of a bare number of parameters is that number times bytes")
  func bareSizes() throws {
    for (precision, bytes) in [
      (WeightPrecision.plain(.f32), 28_000_000_000), (.plain(.bf16), 14_000_000_000),
      (.nominal(bits: 8), 7_000_000_000), (.nominal(bits: 4), 3_500_000_000),
      (.nominalFloat(bits: 64), 56_000_000_000), (.nominalFloat(bits: 8), 7_000_000_000),
    ] {
      #expect(precision.bytes(parameters: 7_000_000_000) == bytes)
    }
    let fp64 = try #require(WeightPrecision(name: "fp64"))
    #expect(fp64.bytes(parameters: 200_000_000_000) == 1_600_000_000_000)
    #expect(WeightPrecision(name: "FP8") == .nominalFloat(bits: 8))
  }

  @Test("real block formats count scales, and norms stay in 32 bits")
  func blocks() throws {
    let spec = try #require(Catalogue.model(named: "gemma-2b")?.spec)
    let count = ParameterCount(spec)
    let norms = count.byComponent[.normalization] ?? 0
    let storage = try WeightStorage(spec, .blocks(.uniform(.q8_0)))
    #expect(storage.totalBytes == (count.total - norms) / 32 * 34 + 4 * norms)
    #expect(try WeightStorage(spec, .nominal(bits: 4)).totalBytes == (count.total + 1) / 2)
    #expect(try WeightStorage(spec, .plain(.bf16)).totalBytes == 2 * count.total)
    #expect(try WeightStorage(spec, .nominalFloat(bits: 64)).totalBytes == 8 * count.total)
    #expect(try WeightStorage(spec, .nominalFloat(bits: 8)).totalBytes == count.total)
  }

  @Test("each device of several holds its share of weights and heads, and its own work buffers")
  func devices() throws {
    let spec = try #require(Catalogue.model(named: "llama-3-8b")?.spec)
    let one = try bill("llama-3-8b", context: 8192)
    let four = one.bytesPerDevice(spec, devices: 4)
    #expect(four == one.weightsBytes / 4 + one.cacheBytes / 4 + one.activationBytes)
    // Eight key/value heads cannot be cut into sixteen.
    let sixteen = one.bytesPerDevice(spec, devices: 16)
    #expect(sixteen == one.weightsBytes / 16 + one.cacheBytes / 8 + one.activationBytes)
  }

  @Test(
    "what cannot be is refused by name",
    arguments: [
      (0, 1, StorageFormat.f16, "context"), (1 << 25, 1, .f16, "context"), (64, 0, .f16, "batch"),
      (64, 1 << 20, .f16, "batch"), (64, 1, .q4_k, "kv-precision"),
    ])
  func refusals(context: Int, sequences: Int, cache: StorageFormat, what: String) throws {
    let error = #expect(throws: SizingError.self) {
      try bill("llama-3-8b", context: context, sequences: sequences, cache: cache)
    }
    #expect(error?.what == what)
  }

  @Test("a learned position table bounds the context")
  func positionTable() throws {
    #expect(throws: SizingError.self) { try bill("gpt-2", context: 1025) }
    #expect(throws: Never.self) { try bill("gpt-2", context: 1024) }
  }
}
