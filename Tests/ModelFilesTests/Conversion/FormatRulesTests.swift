import ModelFiles
import ModelSpec
import Testing

/// The formats in which tensors are stored, seen from the outside: in files.
@Suite("Format rules")
struct FormatRulesTests {
  private func formats(_ spec: ModelSpec, _ target: TargetFormat) throws -> [String: StorageFormat]
  {
    let folder = try TemporaryFolder()
    let checkpoint = try ConversionModel.opened(spec, in: folder, format: target)
    return Dictionary(
      uniqueKeysWithValues: checkpoint.weights.entries.map { ($0.name, $0.format ?? .q2_k) })
  }

  @Test(
    "one format means all matrices, and norms stay in F32",
    arguments: TargetFormat.all.filter { if case .uniform = $0 { true } else { false } })
  func uniform(target: TargetFormat) throws {
    let found = try formats(ConversionModel.llama(), target)
    for (name, format) in found {
      #expect(format == (name.contains("norm") ? .f32 : target.base), "\(name)")
    }
    #expect(found.count == 2 * 9 + 3)
  }

  /// Eighteen layers, as the 270M of Gemma 3 has: two at each end, and every third between.
  @Test(
    "a mix of medium size gives values and down projections of about half the layers more bits",
    arguments: [(TargetFormat.Mix.q4Medium, StorageFormat.q4_k), (.q5Medium, .q5_k)])
  func mixes(mix: TargetFormat.Mix, base: StorageFormat) throws {
    let found = try formats(ConversionModel.llama(layers: 18), .mixed(mix))
    let more = [0, 1, 4, 7, 10, 13, 15, 16, 17]
    for layer in 0..<18 {
      let expected: StorageFormat = more.contains(layer) ? .q6_k : base
      #expect(found["blk.\(layer).attn_v.weight"] == expected, "\(layer)")
      #expect(found["blk.\(layer).ffn_down.weight"] == expected, "\(layer)")
      for name in ["attn_q", "attn_k", "attn_output", "ffn_gate", "ffn_up"] {
        #expect(found["blk.\(layer).\(name).weight"] == base, "\(name)")
      }
    }
    #expect(found["output.weight"] == .q6_k)
    #expect(found["token_embd.weight"] == base)
  }

  @Test("an embedding that is the head too gets the head's bits")
  func tied() throws {
    let found = try formats(ConversionModel.llama(isTied: true), .mixed(.q4Medium))
    #expect(found["token_embd.weight"] == .q6_k)
    #expect(found["output.weight"] == nil)
  }

  @Test(
    "a small mix gives the first layers' values, and the first eighth's down projections, more bits"
  )
  func smallMix() throws {
    let found = try formats(ConversionModel.llama(layers: 9), .mixed(.q4Small))
    for layer in 0..<9 {
      #expect(found["blk.\(layer).attn_v.weight"] == (layer < 4 ? .q5_k : .q4_k))
      #expect(found["blk.\(layer).ffn_down.weight"] == (layer < 1 ? .q5_k : .q4_k))
    }
  }

  @Test("of eight experts' model, keys and values are kept in Q8_0 and routers in F32")
  func experts() throws {
    let found = try formats(ConversionModel.mixtral(), .mixed(.q4Medium))
    #expect(found["blk.0.attn_v.weight"] == .q8_0)
    #expect(found["blk.0.attn_k.weight"] == .q8_0)
    #expect(found["blk.0.attn_output.weight"] == .q5_k)
    #expect(found["blk.0.attn_q.weight"] == .q4_k)
    #expect(found["blk.0.ffn_gate_inp.weight"] == .f32)
    #expect(found["blk.0.ffn_gate_exps.weight"] == .q4_k)
    #expect(found["blk.1.ffn_down_exps.weight"] == .q6_k)
  }

  @Test(
    "rows that do not fill blocks of 256 take blocks of 32, and rows that do not fill those F16",
    arguments: [
      (TargetFormat.uniform(.q4_k), StorageFormat.q5_0), (.uniform(.q5_k), .q5_1),
      (.uniform(.q6_k), .q8_0),
    ])
  func fallbacks(target: TargetFormat, substitute: StorageFormat) throws {
    // Rows of 96 fill blocks of 32, rows of 40 none.
    let found = try formats(ConversionModel.llama(width: 96, hidden: 40), target)
    #expect(found["blk.0.attn_q.weight"] == substitute)
    #expect(found["token_embd.weight"] == substitute)
    #expect(found["blk.0.ffn_down.weight"] == .f16)
  }

  @Test("heads that do not fill blocks of 256 fall back to Q8_0 in a mix, as llama.cpp has it")
  func mixedFallback() throws {
    let found = try formats(ConversionModel.llama(width: 96, layers: 8), .mixed(.q4Medium))
    #expect(found["output.weight"] == .q8_0)
    #expect(found["blk.0.attn_v.weight"] == .q8_0)
    #expect(found["blk.1.attn_v.weight"] == .q5_0)
    #expect(found["blk.1.ffn_down.weight"] == .q4_k)
    #expect(found["blk.0.ffn_down.weight"] == .q6_k)
  }
}
