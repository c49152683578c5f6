import JSON
import Tokenizers

/// Checks the members of a safetensors header one by one.
struct SafetensorsHeaderParser {
  let path: String
  /// Offset at which the tensors' values begin.
  let dataOffset: Int

  /// The writer's notes; they must be texts.
  func metadata(_ value: JSONValue?) throws(ModelFileError) -> [String: String] {
    guard let value, !value.isNull else { return [:] }
    guard let object = value.object else {
      throw malformed("'__metadata__' is not an object", expected: "an object of strings")
    }
    var notes: [String: String] = [:]
    for (key, value) in object {
      guard let text = value.string else {
        throw malformed("'__metadata__' has a value that is not a string", got: quoted(key))
      }
      notes[key] = text
    }
    return notes
  }

  /// The tensors in the order of the text.
  func tensors(_ members: JSONObject) throws(ModelFileError) -> [SafetensorsHeader.TensorRecord] {
    var records: [SafetensorsHeader.TensorRecord] = []
    records.reserveCapacity(members.count)
    for (name, value) in members where name != "__metadata__" {
      records.append(try tensor(name, value))
    }
    return records
  }

  private func tensor(
    _ name: String, _ value: JSONValue
  ) throws(ModelFileError) -> SafetensorsHeader.TensorRecord {
    guard let typeName = value["dtype"]?.string else {
      throw malformed("tensor \(quoted(name)) has no dtype", expected: "a string")
    }
    guard let type = SafetensorsType(rawValue: typeName) else {
      throw ModelFileError(
        .unsupported, path: path, "tensor \(quoted(name)) has an unknown dtype",
        expected: SafetensorsType.allCases.map(\.rawValue).joined(separator: ", "),
        got: quoted(typeName))
    }
    let shape = try integers(value["shape"], "the shape of tensor \(quoted(name))")
    guard let byteCount = type.byteCount(shape: shape) else {
      throw malformed(
        "the size of tensor \(quoted(name)) overflows or is not whole bytes",
        got: "\(shape) of \(typeName)")
    }
    let span = try integers(value["data_offsets"], "data_offsets of tensor \(quoted(name))")
    guard span.count == 2, span[0] <= span[1] else {
      throw malformed(
        "data_offsets of tensor \(quoted(name)) are not valid",
        expected: "a start and an end that is not before it", got: "\(span.prefix(3))")
    }
    guard span[1] - span[0] == byteCount else {
      throw malformed(
        "data_offsets of tensor \(quoted(name)) do not agree with its shape and dtype",
        expected: "\(byteCount) bytes for \(shape) of \(typeName)", got: "\(span[1] - span[0])")
    }
    let (offset, overflow) = dataOffset.addingReportingOverflow(span[0])
    guard !overflow else {
      throw malformed("data_offsets of tensor \(quoted(name)) overflow", got: "\(span[0])")
    }
    let entry = WeightEntry(
      name: name, shape: shape, formatName: typeName, format: type.format, byteCount: byteCount)
    return .init(entry: entry, offset: offset, type: type)
  }

  /// The tensors in the order of their values, which must fill the file without holes or overlaps.
  func checkedPlaces(
    _ records: [SafetensorsHeader.TensorRecord], dataBytes: Int
  ) throws(ModelFileError) -> [SafetensorsHeader.TensorRecord] {
    let ordered = records.sorted {
      ($0.offset, $0.entry.byteCount, $0.entry.name) < (
        $1.offset, $1.entry.byteCount, $1.entry.name
      )
    }
    var end = dataOffset
    for record in ordered {
      guard record.offset == end else {
        throw malformed(
          record.offset < end
            ? "tensor \(quoted(record.entry.name)) overlaps the tensor before it"
            : "there is a hole before tensor \(quoted(record.entry.name))",
          expected: "a start of \(end - dataOffset)", got: "\(record.offset - dataOffset)")
      }
      let (next, overflow) = end.addingReportingOverflow(record.entry.byteCount)
      guard !overflow, next - dataOffset <= dataBytes else {
        throw ModelFileError(
          .truncated, path: path, "the file ends before tensor \(quoted(record.entry.name)) does",
          offset: record.offset, expected: "\(record.entry.byteCount) bytes",
          got: "\(dataBytes - (record.offset - dataOffset))", advice: "get the file again")
      }
      end = next
    }
    guard end - dataOffset == dataBytes else {
      throw malformed(
        "bytes follow the last tensor", expected: "\(end - dataOffset) bytes after the header",
        got: "\(dataBytes)")
    }
    return ordered
  }

  /// An array of integers that are not negative.
  private func integers(_ value: JSONValue?, _ what: String) throws(ModelFileError) -> [Int] {
    guard let elements = value?.array else {
      throw malformed("\(what) is missing or not an array", expected: "an array of integers")
    }
    var integers: [Int] = []
    integers.reserveCapacity(elements.count)
    for element in elements {
      guard case .integer(let integer) = element, integer >= 0 else {
        throw malformed("\(what) holds something that is not a size", expected: "integers from 0")
      }
      integers.append(integer)
    }
    return integers
  }

  private func malformed(
    _ problem: String, expected: String? = nil, got: String? = nil
  ) -> ModelFileError {
    ModelFileError(.malformed, path: path, problem, expected: expected, got: got)
  }
}
