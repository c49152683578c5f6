import Figures

extension BenchmarkCase {
  private static let quantised: [Figure: Target] = [
    .prefill: Target(1.5), .decode: Target(1.1, atBandwidth: 1),
  ]
  /// The file that users pull first.
  private static let mostUsed: [Figure: Target] = [.prefill: Target(3), .decode: Target(1.5)]
  private static let bf16: [Figure: Target] = [.prefill: Target(1.05), .decode: Target(1)]
  private static let deep: [Figure: Target] = [.prefill: Target(2), .decode: Target(2.5)]
  private static let batched: [Figure: Target] = [.prefill: Target(2), .decode: Target(2)]
  private static let startUp: [Figure: Target] = [.firstToken: Target(2)]

  /// The least ratio of reading what sequences share to reading it for each.
  static let sharing = Target(5)
  /// A gap beside a prompt stays below so many undisturbed ones.
  static let gapLimit = 4.0

  private static let short = Work.single(prompt: 512, generate: 128, depth: 0)
  private static let big = Work.single(prompt: 256, generate: 32, depth: 0)
  private static let shared = Work.shared(sequences: 16, prompt: 1000)
  private static let gaps = Work.beside(sequences: 8, generate: 64, prompt: 8000)

  /// All cases, in the order in which they run.
  static let all: [BenchmarkCase] = [
    BenchmarkCase(id: "smollm2-q4_1", file: .smolLM2Q41, work: short, targets: mostUsed),
    BenchmarkCase(
      id: "smollm2-q8_0", file: .smolLM2("Q8_0", byteCount: 144_811_072), work: short,
      targets: quantised),
    BenchmarkCase(
      id: "smollm2-q4_0", file: .smolLM2("Q4_0", byteCount: 77_571_136), work: short,
      targets: quantised),
    BenchmarkCase(
      id: "smollm2-q5_0", file: .smolLM2("Q5_0", byteCount: 94_381_120), work: short,
      targets: quantised),
    BenchmarkCase(
      id: "smollm2-q5_1", file: .smolLM2("Q5_1", byteCount: 102_786_112), work: short,
      targets: quantised),
    BenchmarkCase(id: "gemma3-q4_k_m", file: .gemma3, work: short, targets: quantised),
    BenchmarkCase(id: "qwen-q4_k_m", file: .qwen, work: big, targets: quantised),
    BenchmarkCase(
      id: "gemma2b-q4_0", file: .gemma2B("Q4_0", byteCount: 1_410_140_416), work: big,
      targets: quantised),
    BenchmarkCase(
      id: "gemma2b-q4_k_m", file: .gemma2B("Q4_K_M", byteCount: 1_624_449_280), work: big,
      targets: quantised),
    BenchmarkCase(
      id: "gemma2b-q8_0", file: .gemma2B("Q8_0", byteCount: 2_663_319_808), work: big,
      targets: quantised),
    BenchmarkCase(
      id: "gemma2b-bf16", file: .gemma2B("BF16", byteCount: 5_013_031_168), work: big,
      targets: bf16),
    BenchmarkCase(
      id: "deep", file: .smolLM2Q41, work: .single(prompt: 8000, generate: 32, depth: 8000),
      targets: deep),
    BenchmarkCase(
      id: "batch", file: .smolLM2Q41, work: .batch(sequences: 16, prompt: 128, generate: 64),
      targets: batched),
    BenchmarkCase(
      id: "batch-64", file: .smolLM2Q41, work: .batch(sequences: 64, prompt: 128, generate: 64),
      targets: batched),
    BenchmarkCase(
      id: "batch-qwen", file: .qwen, work: .batch(sequences: 16, prompt: 128, generate: 32),
      targets: batched),
    BenchmarkCase(
      id: "batch-qwen-64", file: .qwen, work: .batch(sequences: 64, prompt: 128, generate: 32),
      targets: batched),
    BenchmarkCase(id: "shared", file: .smolLM2Q41, work: shared, targets: [:]),
    BenchmarkCase(id: "shared-qwen", file: .qwen, work: shared, targets: [:]),
    BenchmarkCase(id: "gaps", file: .smolLM2Q41, work: gaps, targets: [:]),
    BenchmarkCase(id: "gaps-qwen", file: .qwen, work: gaps, targets: [:]),
    BenchmarkCase(
      id: "start-smollm2", file: .smolLM2Q41,
      work: .startUp(
        prompt: "Once upon a time there was a small stone that wanted to become a king."),
      targets: startUp),
    BenchmarkCase(
      id: "start-gemma2b", file: .gemma2BWithVocabulary,
      work: .startUp(
        prompt: "Once upon a time there was a small stone that wanted to become a king"),
      targets: startUp),
  ]
}
