import ModelSpec
import PlainText

/// The settings of a request that can be changed for some accelerators.
struct ChangeLevers {
  let subject: PlanSubject
  let request: PlanRequest
  let selection: AcceleratorSelection

  /// Those with at least one setting.
  var all: [ChangeLever] {
    let levers =
      request.training.map { training($0) } ?? [cache, context, precision, batch, cards]
    return levers.filter { !$0.notches.isEmpty }
  }
}

extension ChangeLevers {
  /// Keys and values in fewer bits.
  private var cache: ChangeLever {
    guard let spec = subject.spec else { return ChangeLever(notches: []) }
    let now = request.cache(for: subject)
    var notches: [ChangeNotch] = []
    for format in [StorageFormat.f16, .q8_0] where format.bitsPerElement < now.bitsPerElement {
      let isWhole = spec.layers.allSatisfy {
        $0.attention.cacheBytesPerPosition(format) != nil
      }
      guard isWhole else { continue }
      let name = format.name.lowercased()
      notches.append(
        ChangeNotch(
          step: Change.Step(
            lever: .cachePrecision(format), title: "keep keys and values in \(name)",
            cost: "keys and values at \(NumberText.fixed(format.bitsPerElement, 1)) bits instead "
              + "of \(NumberText.fixed(now.bitsPerElement, 1))"),
          weight: 1 + notches.count, apply: { $0.cacheFormat = format }))
    }
    return ChangeLever(notches: notches)
  }

  /// A half, a quarter, an eighth of the context, in whole blocks.
  private var context: ChangeLever {
    guard let spec = subject.spec else { return ChangeLever(notches: []) }
    let now = request.context ?? spec.usualContext
    var notches: [ChangeNotch] = []
    for (index, part) in [2, 4, 8].enumerated() {
      let fewer = now / part / 32 * 32
      guard fewer >= 256 else { break }
      notches.append(
        ChangeNotch(
          step: Change.Step(
            lever: .context(fewer), title: "a context of \(NumberText.grouped(fewer)) tokens",
            cost: "1/\(part) of the tokens that a conversation can hold"),
          weight: 2 + 2 * index, apply: { $0.context = fewer }))
    }
    return ChangeLever(notches: notches)
  }

  /// Weights in fewer bits.
  private var precision: ChangeLever {
    let ladder = subject.spec == nil ? WeightPrecision.sizeLadder : WeightPrecision.ladder
    let now = bitsNow
    var notches: [ChangeNotch] = []
    for precision in ladder where precision.nominalBits < now - 0.01 {
      let bits = bits(precision)
      notches.append(
        ChangeNotch(
          step: Change.Step(
            lever: .precision(precision), title: "weights in \(precision.name)",
            cost: "quality: \(NumberText.fixed(bits, 1)) bits a weight instead of "
              + NumberText.fixed(now, 1)),
          weight: 3 + 2 * notches.count, apply: { $0.precision = precision }))
    }
    return ChangeLever(notches: notches)
  }

  /// Bits of a weight as asked for, vectors and scales included.
  private var bitsNow: Double {
    if request.precision == nil, let stored = subject.storedWeights {
      return 8 * Double(stored.totalBytes) / Double(max(1, subject.parameters))
    }
    return bits(request.precision ?? .plain(.bf16))
  }

  private func bits(_ precision: WeightPrecision) -> Double {
    guard let spec = subject.spec, case .blocks = precision,
      let weights = try? WeightStorage(spec, precision)
    else { return precision.nominalBits }
    return 8 * Double(weights.totalBytes) / Double(max(1, subject.parameters))
  }

  /// Fewer sequences at once.
  private var batch: ChangeLever {
    guard subject.spec != nil else { return ChangeLever(notches: []) }
    var notches: [ChangeNotch] = []
    for part in [2, 4, 8, 16] where request.batch / part >= 1 {
      let fewer = request.batch / part
      notches.append(
        ChangeNotch(
          step: Change.Step(
            lever: .batch(fewer), title: "\(NumberText.grouped(fewer)) sequences at once",
            cost: "about 1/\(part) of the tokens a second of all sequences together"),
          weight: 4 + 2 * notches.count, apply: { $0.batch = fewer }))
    }
    return ChangeLever(notches: notches)
  }

  /// More cards that share each matrix, in powers of two.
  private var cards: ChangeLever {
    guard selection.accelerator.canShareMatrices else { return ChangeLever(notches: []) }
    let counts = [2, 4, 8, 16, 32].filter { $0 > selection.count }
    return ChangeLever(notches: counts.enumerated().compactMap { more($0.element, $0.offset) })
  }

  /// The same kind of accelerator in another number.
  func more(_ count: Int, _ index: Int) -> ChangeNotch? {
    guard let wider = try? AcceleratorSelection(selection.accelerator, count: count) else {
      return nil
    }
    let name = selection.accelerator.name
    return ChangeNotch(
      step: Change.Step(
        lever: .devices(wider, replicas: nil), title: "\(count) x \(name)",
        cost: "\(count - selection.count) more to buy or rent"),
      weight: 12 + index, apply: { $0.accelerators = [wider] })
  }
}

extension Accelerator {
  /// Tells whether several can hold one model together: cards and units with links between them,
  /// not boards and laptops.
  var canShareMatrices: Bool { kind == .gpu || kind == .tpu }
}
