public import ModelSpec

/// The fit of a model for each precision on each accelerator: the figures of a fit matrix.
public struct FitGrid: Sendable, Hashable {
  /// The state of a cell, which decides its colour.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// Fits, with a tenth of the memory to spare.
    case fits
    /// Fits, with less than a tenth to spare.
    case tight
    /// Does not fit.
    case doesNotFit
  }

  /// One precision on one accelerator.
  public struct Cell: Sendable, Hashable {
    /// Bytes on the most loaded device, or `nil` where they cannot be counted.
    public var perDeviceBytes: Int?
    /// Bytes that one device can hold.
    public var memoryBytes: Int

    /// Share of a device's memory that is filled, or `nil`.
    public var load: Double? { perDeviceBytes.map { Double($0) / Double(max(1, memoryBytes)) } }

    /// State of the cell; what cannot be counted does not fit.
    public var state: State {
      guard let perDeviceBytes, perDeviceBytes <= memoryBytes else { return .doesNotFit }
      return Double(perDeviceBytes) > FitGrid.tightLoad * Double(memoryBytes) ? .tight : .fits
    }
  }

  /// The load above which a fit is tight.
  public static let tightLoad = 0.9

  /// The columns.
  public var accelerators: [AcceleratorSelection]
  /// The rows.
  public var precisions: [WeightPrecision]
  /// Cells, `[precisions, accelerators]`.
  public var cells: [[Cell]]

  /// Weighs a model in each precision for inference on each of some accelerators.
  ///
  /// - Parameter request: Context, batch and cache; its precision, training and accelerators are
  ///   not looked at.
  public init(
    _ subject: PlanSubject, accelerators: [AcceleratorSelection],
    precisions: [WeightPrecision] = WeightPrecision.common, request: PlanRequest = PlanRequest()
  ) {
    self.accelerators = accelerators
    self.precisions = precisions
    cells = precisions.map { precision in
      var asked = request
      asked.precision = precision
      asked.training = nil
      let demand = DeviceDemand(subject, asked)
      let bill = demand.inference
      return accelerators.map { selection in
        let memory = selection.accelerator.usableMemoryBytes
        let bytes =
          subject.spec.map {
            bill?.bestLayout($0, devices: selection.count, memory: memory).bytes
          } ?? demand.bytes(on: selection)
        return Cell(
          perDeviceBytes: bytes, memoryBytes: selection.accelerator.usableMemoryBytes)
      }
    }
  }
}
