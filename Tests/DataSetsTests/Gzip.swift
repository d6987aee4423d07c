import CZlib

/// One gzip member with these bytes.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  deflateInit2_(
    &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  defer { deflateEnd(&stream) }
  var input = bytes
  var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
  let room = output.count
  let made = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(room)
      precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END, "deflateBound is enough")
      return room - Int(stream.avail_out)
    }
  }
  return Array(output.prefix(made))
}

func gzip(_ text: String) -> [UInt8] { gzip(Array(text.utf8)) }

/// An IDX file: the magic number and the sizes as big-endian 32-bit numbers, then the values.
func idx(_ magic: Int, _ sizes: [Int], _ values: [UInt8]) -> [UInt8] {
  ([magic] + sizes).flatMap { number in
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  } + values
}

/// A line of the gas sensor's files: features 1 … `count` of value `feature`.
func sensorLine(_ beginning: String, features count: Int = 128, feature: String = "0.5") -> String {
  beginning + (1...max(1, count)).map { count == 0 ? "" : " \($0):\(feature)" }.joined() + "\n"
}
