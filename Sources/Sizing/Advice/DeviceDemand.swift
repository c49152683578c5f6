import ModelSpec

/// The load of a request on one device, counted as a plan counts it, for many requests in a row.
///
/// Weights are added up once for each precision. What cannot be laid out, or leaves 64 bits, is
/// `nil`: it does not fit.
struct DeviceDemand {
  let subject: PlanSubject
  private(set) var request: PlanRequest
  private var weights: [WeightPrecision?: WeightStorage] = [:]

  init(_ subject: PlanSubject, _ request: PlanRequest) {
    self.subject = subject
    self.request = request
    prepare(request.precision)
  }

  /// Adds up the weights in a precision before they are asked for again and again.
  mutating func prepare(_ precision: WeightPrecision?) {
    guard let spec = subject.spec, weights[precision] == nil, request.training == nil else {
      return
    }
    var asked = request
    asked.precision = precision
    weights[precision] = try? asked.weights(subject, spec)
  }

  /// The same model with another request.
  func with(_ request: PlanRequest) -> DeviceDemand {
    var copy = self
    copy.request = request
    copy.prepare(request.precision)
    return copy
  }

  /// The same model with a changed request.
  func with(_ change: (inout PlanRequest) -> Void) -> DeviceDemand {
    var changed = request
    change(&changed)
    return with(changed)
  }

  /// The bill of inference.
  var inference: InferenceBill? {
    guard let spec = subject.spec, let weights = weights[request.precision] else { return nil }
    return try? InferenceBill(spec, request.inference(subject, spec, weights: weights))
  }

  /// Bytes on the most loaded of some devices, in the layout that a plan takes.
  func bytes(on selection: AcceleratorSelection) -> Int? {
    guard let spec = subject.spec else { return sizeBytes(on: selection) }
    if let recipe = request.training {
      return (try? request.spread(recipe, spec, over: selection))?.bytes
    }
    return inference?.bestLayout(
      spec, devices: selection.count, memory: selection.accelerator.usableMemoryBytes
    ).bytes
  }

  /// Tells whether no device has to hold more than it can.
  func fits(_ selection: AcceleratorSelection) -> Bool {
    if let spec = subject.spec, let recipe = request.training {
      return request.canSpread(recipe, spec, over: selection)
    }
    guard let bytes = bytes(on: selection) else { return false }
    return bytes <= selection.accelerator.usableMemoryBytes
  }

  /// The even share of weights, or of what training keeps of each parameter, where the architecture
  /// is not known.
  private func sizeBytes(on selection: AcceleratorSelection) -> Int? {
    guard (1...ReportedSize.largest).contains(subject.parameters) else { return nil }
    if let recipe = request.training {
      let bill = try? SizeTrainingBill(
        parameters: subject.parameters, recipe: recipe, over: selection, for: request)
      return bill?.perDeviceBytes
    }
    return sizeBytesOfWeights.map { ($0 + selection.count - 1) / selection.count }
  }

  private var sizeBytesOfWeights: Int? {
    if request.precision == nil, let stored = subject.storedWeights { return stored.totalBytes }
    return (request.precision ?? .plain(.bf16)).bytes(parameters: subject.parameters)
  }
}

/// The largest of some numbers, each a step apart, for which something holds that holds for all
/// smaller ones.
///
/// - Returns: `nil` if it does not hold for the first.
func largest(
  from first: Int, through last: Int, step: Int = 1, where holds: (Int) -> Bool
) -> Int? {
  guard first <= last, holds(first) else { return nil }
  var (low, high) = (0, (last - first) / step)
  while low < high {
    let middle = low + (high - low + 1) / 2
    if holds(first + middle * step) { low = middle } else { high = middle - 1 }
  }
  return first + low * step
}
