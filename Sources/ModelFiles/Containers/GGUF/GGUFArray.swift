package import Tensors

/// An array of a GGUF file: element type, count, and where its bytes lie; elements are read
/// on demand.
///
/// A vocabulary of 262,144 pieces so costs nothing until it is asked for.
public struct GGUFArray: Sendable, Hashable {
  /// The elements' type; never `array`, for arrays in arrays are refused when a file is opened.
  public let elementType: GGUFValueType
  /// Number of elements.
  public let count: Int
  /// Range of the elements' bytes in `storage`.
  package let range: Range<Int>
  package let storage: Storage

  /// Adopts bytes whose bounds have been checked.
  init(elementType: GGUFValueType, count: Int, range: Range<Int>, storage: Storage) {
    self.elementType = elementType
    self.count = count
    self.range = range
    self.storage = storage
  }

  /// The elements as integers, or `nil` if they are of another type or one does not fit `Int`.
  public var integers: [Int]? {
    guard elementType.isInteger, let width = elementType.byteCount else { return nil }
    if elementType == .int32 {
      return storage.words(in: range).map { Int(Int32(truncatingIfNeeded: $0)) }
    }
    var values: [Int] = []
    values.reserveCapacity(count)
    for offset in stride(from: range.lowerBound, to: range.upperBound, by: width) {
      let bits = storage.unsignedInteger(at: offset, byteCount: width)
      guard let value = elementType.integer(bits: bits) else { return nil }
      values.append(value)
    }
    return values
  }

  /// The elements as numbers, or `nil` if they are neither numbers nor integers.
  public var numbers: [Double]? {
    guard let width = elementType.byteCount, elementType != .bool else { return nil }
    var values: [Double] = []
    values.reserveCapacity(count)
    for offset in stride(from: range.lowerBound, to: range.upperBound, by: width) {
      let bits = storage.unsignedInteger(at: offset, byteCount: width)
      guard let value = elementType.number(bits: bits) else { return nil }
      values.append(value)
    }
    return values
  }

  /// The elements as binary32 numbers, rounded where they are wider, or `nil` if they are neither
  /// numbers nor integers.
  public var floats: [Float]? {
    guard elementType == .float32 else { return numbers?.map { Float($0) } }
    return storage.words(in: range).map { Float(bitPattern: $0) }
  }

  /// The elements as truth values, or `nil` if they are of another type.
  public var bools: [Bool]? {
    guard elementType == .bool else { return nil }
    return range.map { storage.unsignedInteger(at: $0, byteCount: 1) != 0 }
  }

  /// The elements as texts, found in one pass, or `nil` if they are of another type.
  public var strings: GGUFStringTable? {
    elementType == .string ? GGUFStringTable(self) : nil
  }

  /// The bytes of all texts one after another without separators, and where each ends; `nil` if the
  /// elements are of another type.
  package var packedStrings: (bytes: [UInt8], ends: [Int])? {
    elementType == .string ? storage.packedTexts(count, in: range) : nil
  }

  /// Tells whether both hold the same elements.
  public static func == (one: GGUFArray, other: GGUFArray) -> Bool {
    guard one.elementType == other.elementType, one.count == other.count,
      one.range.count == other.range.count
    else { return false }
    return one.storage.bytes[one.range].elementsEqual(other.storage.bytes[other.range])
  }

  /// Feeds type, count and size; equal arrays agree in these.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(elementType)
    hasher.combine(count)
    hasher.combine(range.count)
  }
}
