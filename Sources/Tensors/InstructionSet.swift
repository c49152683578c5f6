import CKernels

/// A set of processor instructions that kernels exist for.
public enum InstructionSet: String, Sendable, Hashable, CaseIterable {
  /// Plain C.
  case scalar
  /// x86-64 with AVX2, FMA and F16C.
  case avx2
  /// x86-64 with AVX-512 F, BW, DQ and VL.
  case avx512
  /// The same with VNNI integer dot products.
  case avx512VNNI = "avx512-vnni"
  /// The same with bfloat16 dot products.
  case avx512BF16 = "avx512-bf16"
  /// ARM with NEON.
  case neon
  /// ARM with integer dot products.
  case dotprod
  /// ARM with integer matrix products.
  case i8mm

  /// The best that this machine has.
  public static var best: InstructionSet { allCases.first { $0.code == ck_best_isa() } ?? .scalar }

  /// All that this machine has.
  public static var available: [InstructionSet] {
    allCases.filter { ck_kernels_for($0.code) != nil }
  }

  /// Tells whether products with BF16 weights round the other side to BF16 too; all others multiply
  /// them with float32.
  public var multipliesInBF16: Bool {
    ck_kernels_for(code).map { $0.pointee.round_bf16 != nil } ?? false
  }

  var code: ck_isa {
    switch self {
    case .scalar: CK_SCALAR
    case .avx2: CK_AVX2
    case .avx512: CK_AVX512
    case .avx512VNNI: CK_AVX512_VNNI
    case .avx512BF16: CK_AVX512_BF16
    case .neon: CK_NEON
    case .dotprod: CK_DOTPROD
    case .i8mm: CK_I8MM
    }
  }
}
