/// The bytes of a safetensors file, valid or not.
struct SafetensorsImage {
  var header: String
  var data: [UInt8]
  /// The header's length that the file announces, where it is not the true one.
  var length: UInt64?

  init(header: String, data: [UInt8] = [], length: UInt64? = nil) {
    self.header = header
    self.data = data
    self.length = length
  }

  /// A valid file of zeros.
  init(_ tensors: [String: (type: String, shape: [Int])]) {
    let bits = ["F4": 4, "U8": 8, "I8": 8, "F16": 16, "BF16": 16, "F32": 32, "I32": 32, "U32": 32]
    var members: [String] = []
    var end = 0
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      let start = end
      end += tensor.shape.reduce(1, *) * (bits[tensor.type] ?? 8) / 8
      members.append(
        "\"\(name)\":{\"dtype\":\"\(tensor.type)\",\"shape\":\(tensor.shape),"
          + "\"data_offsets\":[\(start),\(end)]}")
    }
    self.init(
      header: "{\(members.joined(separator: ","))}", data: [UInt8](repeating: 0, count: end))
  }

  var bytes: [UInt8] {
    GGUFImage.bytes(length ?? UInt64(header.utf8.count)) + Array(header.utf8) + data
  }
}
