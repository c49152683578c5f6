import ModelSpec
import Testing

@testable import ModelFiles

@Suite("What GGUF files store beside parameters")
struct GGUFAuditTests {
  /// Writes zeros under these names and describes the file.
  private func audit(_ metadata: [String: GGUFValue], _ shapes: [String: [Int]]) throws
    -> StorageAudit
  {
    let folder = try TemporaryFolder()
    let writer = try GGUFWriter(
      creating: folder("model.gguf"),
      metadata: metadata.sorted { $0.key < $1.key }.map { ($0, $1) },
      tensors: shapes.sorted { $0.key < $1.key }.map { .init(name: $0, shape: $1, format: .f32) })
    for entry in writer.tensors {
      try writer.append([UInt8](repeating: 0, count: 4 * entry.elementCount).span.bytes)
    }
    try writer.finish()
    let description = try ModelDescription(reading: folder("model.gguf"))
    let audit = try #require(description.audit)
    let stored = writer.tensors.reduce(0) { $0 + $1.byteCount }
    #expect(try description.weightStorage()?.totalBytes == stored)
    let sum = audit.findings.reduce(audit.parameters) { $0 + $1.difference }
    #expect(sum == audit.storedElements)
    return audit
  }

  @Test("a plain file has no findings")
  func plain() throws {
    let valid = WrongGGUF("valid")
    #expect(try audit(valid.metadata, valid.shapes).findings == [])
  }

  @Test("rows without a token are counted as parameters that no text reaches")
  func unusedRows() throws {
    let valid = WrongGGUF("valid")
    var metadata = valid.metadata
    metadata["tokenizer.ggml.tokens"] = .array(try GGUFArray((0..<90).map { "t\($0)" }))
    let audit = try audit(metadata, valid.shapes)
    #expect(audit.findings.map(\.kind) == [.unusedRows])
    let rows = try #require(audit.finding(.unusedRows))
    // Ten rows of 32 in the embedding and in the head.
    #expect((rows.tensorCount, rows.elementCount, rows.byteCount) == (2, 640, 2560))
    #expect(rows.difference == 0)
  }

  @Test("factors of rotary frequencies and layers beyond the last are no parameters")
  func others() throws {
    let valid = WrongGGUF("valid")
    var shapes = valid.shapes
    shapes["rope_factors_long.weight"] = [4]
    shapes["blk.7.attn_norm.weight"] = [32]
    let audit = try audit(valid.metadata, shapes)
    #expect(audit.findings.map(\.kind) == [.rotaryTable, .unrecognized])
    #expect(audit.finding(.rotaryTable)?.elementCount == 4)
    #expect(audit.finding(.unrecognized)?.elementCount == 32)
  }

  @Test("experts may have a tensor each, or one for all of their gates and ups")
  func experts() throws {
    var metadata = WrongGGUF("valid").metadata
    metadata["llama.expert_count"] = .uint32(4)
    metadata["llama.expert_used_count"] = .uint32(2)
    let plain = WrongGGUF("valid").shapes
    let hidden = try #require(plain["blk.0.ffn_gate.weight"]?.first)
    var each = plain.filter { !$0.key.contains(".ffn_") || $0.key.contains("_norm") }
    var joined = each
    for layer in 0..<2 {
      each["blk.\(layer).ffn_gate_inp.weight"] = [4, 32]
      joined["blk.\(layer).ffn_gate_inp.weight"] = [4, 32]
      for expert in 0..<4 {
        each["blk.\(layer).ffn_gate.\(expert).weight"] = [hidden, 32]
        each["blk.\(layer).ffn_up.\(expert).weight"] = [hidden, 32]
        each["blk.\(layer).ffn_down.\(expert).weight"] = [32, hidden]
      }
      joined["blk.\(layer).ffn_gate_up_exps.weight"] = [4, 2 * hidden, 32]
      joined["blk.\(layer).ffn_down_exps.weight"] = [4, 32, hidden]
    }
    #expect(try audit(metadata, each).findings == [])
    #expect(try audit(metadata, joined).findings == [])
  }

  @Test("keys and values of latent attention may be stored apart, together, or both")
  func latent() throws {
    let metadata: [String: GGUFValue] = [
      "general.architecture": .string("deepseek2"), "deepseek2.block_count": .uint32(1),
      "deepseek2.context_length": .uint32(64), "deepseek2.embedding_length": .uint32(32),
      "deepseek2.feed_forward_length": .uint32(48), "deepseek2.attention.head_count": .uint32(4),
      "deepseek2.attention.layer_norm_rms_epsilon": .float32(1e-6),
      "deepseek2.attention.kv_lora_rank": .uint32(12),
      "deepseek2.attention.key_length": .uint32(12),
      "deepseek2.attention.value_length": .uint32(6),
      "deepseek2.rope.dimension_count": .uint32(4),
    ]
    var shapes: [String: [Int]] = [
      "token_embd.weight": [100, 32], "output_norm.weight": [32],
      "blk.0.attn_norm.weight": [32], "blk.0.attn_q.weight": [48, 32],
      "blk.0.attn_kv_a_mqa.weight": [16, 32], "blk.0.attn_kv_a_norm.weight": [12],
      "blk.0.attn_output.weight": [32, 24], "blk.0.ffn_norm.weight": [32],
      "blk.0.ffn_gate.weight": [48, 32], "blk.0.ffn_up.weight": [48, 32],
      "blk.0.ffn_down.weight": [32, 48], "blk.0.attn_k_b.weight": [4, 12, 8],
      "blk.0.attn_v_b.weight": [4, 6, 12],
    ]
    #expect(try audit(metadata, shapes).findings == [])
    shapes["blk.0.attn_kv_b.weight"] = [56, 12]
    let both = try audit(metadata, shapes)
    #expect(both.findings.map(\.kind) == [.duplicate])
    #expect(both.finding(.duplicate)?.elementCount == 56 * 12)
    shapes["blk.0.attn_k_b.weight"] = nil
    shapes["blk.0.attn_v_b.weight"] = nil
    #expect(try audit(metadata, shapes).findings == [])
  }
}
