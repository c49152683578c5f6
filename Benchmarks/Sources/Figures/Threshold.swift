import JSON

/// The most that a counted figure may be.
public struct Threshold: Sendable, Hashable {
  /// Name of the count and of the work it is for.
  public let name: String
  /// The figure when the threshold was set.
  public let measured: Double
  /// The most that it may be.
  public let limit: Double

  /// A threshold with its parts.
  public init(name: String, measured: Double, limit: Double) {
    self.name = name
    self.measured = measured
    self.limit = limit
  }
}

/// The committed thresholds, and the margins by which they stand above what was measured.
public struct ThresholdFile: Sendable, Hashable {
  /// Distance of a limit above its figure, as a share of it.
  public let margin: Double
  /// The least distance of a limit from its figure, for figures near 0.
  public let leastMargin: Double
  /// Thresholds in the order of the file.
  public private(set) var thresholds: [Threshold]

  /// Reads the text of a file.
  ///
  /// - Throws: `JSONError`, or `ThresholdFileError` for a member that is missing or is no number.
  public init(parsing text: String) throws {
    let json = try JSONValue(parsing: text)
    func number(_ object: JSONValue, _ key: String, of place: String) throws -> Double {
      guard let value = object[key]?.number, value.isFinite, value >= 0 else {
        throw ThresholdFileError(problem: "\(place): \"\(key)\" must be a number from 0")
      }
      return value
    }
    margin = try number(json, "margin", of: "the file")
    leastMargin = try number(json, "leastMargin", of: "the file")
    guard let figures = json["figures"]?.object else {
      throw ThresholdFileError(problem: "the file: \"figures\" must be an object")
    }
    thresholds = try figures.map { name, value in
      Threshold(
        name: name, measured: try number(value, "measured", of: name),
        limit: try number(value, "limit", of: name))
    }
  }

  /// The threshold of a figure.
  public subscript(name: String) -> Threshold? { thresholds.first { $0.name == name } }

  /// Sets a threshold anew from what was measured; one that is not there yet is added at the end.
  public mutating func update(_ name: String, measured: Double) {
    let limit = measured + max(margin * measured, leastMargin)
    let threshold = Threshold(name: name, measured: measured, limit: limit)
    if let place = thresholds.firstIndex(where: { $0.name == name }) {
      thresholds[place] = threshold
    } else {
      thresholds.append(threshold)
    }
  }

  /// The text of the file, a figure to a line.
  public var text: String {
    func number(_ value: Double) -> String {
      value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
    let lines = thresholds.map { threshold in
      let name = JSONValue.string(threshold.name).serialized
      return "    \(name): {\"measured\": \(number(threshold.measured)), \"limit\": "
        + "\(number(threshold.limit))}"
    }
    return """
      {
        "margin": \(number(margin)),
        "leastMargin": \(number(leastMargin)),
        "figures": {
      \(lines.joined(separator: ",\n"))
        }
      }

      """
  }
}

/// The fault in a file of thresholds.
public struct ThresholdFileError: Error, CustomStringConvertible {
  /// Text on the fault and its place.
  public let problem: String
  /// Text on the fault and its place.
  public var description: String { problem }
}
