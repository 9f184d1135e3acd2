// Recognises the types of HDF5 that a store may hold, and decodes their bytes in loops of a fixed size.

#include "store/value_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "letter_case.h"
#include "store/text.h"

namespace segmenta {
namespace {

bool is_swapped(hid_t type) {
  const H5T_order_t here = std::endian::native == std::endian::little ? H5T_ORDER_LE : H5T_ORDER_BE;
  return H5Tget_size(type) > 1 && H5Tget_order(type) != here;
}

std::optional<ValueType> integer(hid_t type) {
  const std::size_t size = H5Tget_size(type);
  if (!std::has_single_bit(size) || size > 8 || H5Tget_precision(type) != 8 * size) return std::nullopt;
  const bool is_signed = H5Tget_sign(type) == H5T_SGN_2;
  return ValueType{is_signed ? Coding::signed_integer : Coding::unsigned_integer, size, is_swapped(type)};
}

// IEEE 754 has these fields; bfloat16 and the like have others.
std::optional<ValueType> real(hid_t type) {
  struct Fields {
    std::size_t size, sign, exponent, exponent_bits, mantissa, mantissa_bits, bias;
  };
  constexpr Fields known[] = {{2, 15, 10, 5, 0, 10, 15}, {4, 31, 23, 8, 0, 23, 127}, {8, 63, 52, 11, 0, 52, 1023}};
  std::size_t sign = 0, exponent = 0, exponent_bits = 0, mantissa = 0, mantissa_bits = 0;
  if (H5Tget_fields(type, &sign, &exponent, &exponent_bits, &mantissa, &mantissa_bits) < 0) return std::nullopt;
  for (const Fields& ieee : known) {
    if (H5Tget_size(type) == ieee.size && sign == ieee.sign && exponent == ieee.exponent &&
        exponent_bits == ieee.exponent_bits && mantissa == ieee.mantissa && mantissa_bits == ieee.mantissa_bits &&
        H5Tget_ebias(type) == ieee.bias) {
      return ValueType{Coding::real, ieee.size, is_swapped(type)};
    }
  }
  return std::nullopt;
}

bool member_is(hid_t type, unsigned member, const char* lower) {
  char* name = H5Tget_member_name(type, member);
  if (name == nullptr) return false;
  std::string text(name);
  H5free_memory(name);
  return lower_case(text) == lower;
}

// Any other enumeration: categories.
std::optional<ValueType> named_numbers(hid_t type) {
  const h5::Handle numbers(H5Tget_super(type));
  auto value = integer(numbers.get());
  const int members = H5Tget_nmembers(type);
  for (int i = 0; value && i < members; ++i) {
    std::vector<std::byte> bytes(std::max(value->size, H5Tget_size(type)));
    char* name = H5Tget_member_name(type, static_cast<unsigned>(i));
    if (name == nullptr || H5Tget_member_value(type, static_cast<unsigned>(i), bytes.data()) < 0) return std::nullopt;
    value->names.emplace_back(decode_whole({bytes.data(), value->size, 1}, *value).front(), name);
    H5free_memory(name);
  }
  return value;
}

// As h5py writes bool: an enumeration of FALSE and TRUE in a byte.
std::optional<ValueType> enumeration(hid_t type) {
  const bool is_boolean = H5Tget_size(type) == 1 && H5Tget_nmembers(type) == 2 &&
                          (member_is(type, 0, "false") || member_is(type, 1, "false")) &&
                          (member_is(type, 0, "true") || member_is(type, 1, "true"));
  return is_boolean ? std::optional(ValueType{Coding::boolean, 1}) : named_numbers(type);
}

std::optional<ValueType> text(hid_t type) {
  if (H5Tis_variable_str(type) > 0) return ValueType{Coding::variable_text, sizeof(char*)};
  return ValueType{Coding::fixed_text, H5Tget_size(type), false, H5Tget_strpad(type)};
}

template <std::size_t size>
using Bits = std::conditional_t<
    size == 1, std::uint8_t,
    std::conditional_t<size == 2, std::uint16_t, std::conditional_t<size == 4, std::uint32_t, std::uint64_t>>>;

template <class T>
T swap_bytes(T bits) {
  if constexpr (sizeof(T) == 2) return __builtin_bswap16(bits);
  if constexpr (sizeof(T) == 4) return __builtin_bswap32(bits);
  if constexpr (sizeof(T) == 8) return __builtin_bswap64(bits);
  return bits;
}

// float16 to float32: the exponent moves from a bias of 15 to one of 127 by a product that is exact, denormals too.
struct Half {
  std::uint16_t bits;
  explicit operator double() const {
    const auto magnitude = static_cast<std::uint32_t>(bits & 0x7fffU) << 13U;
    float value = std::bit_cast<float>(magnitude) * 0x1p112F;
    if ((bits & 0x7c00U) == 0x7c00U) value = std::bit_cast<float>(magnitude | 0x7f800000U);
    return (bits & 0x8000U) != 0 ? -static_cast<double>(value) : static_cast<double>(value);
  }
};

template <class T, class To>
To one(const std::byte* place, bool swapped) {
  Bits<sizeof(T)> bits;
  __builtin_memcpy(&bits, place, sizeof(bits));
  return static_cast<To>(std::bit_cast<T>(swapped ? swap_bytes(bits) : bits));
}

// The loop stands apart for a constant stride and order, so that the compiler makes the most of it.
template <class T, class To>
void convert(const Cells& cells, bool swapped, To* values) {
  if (!swapped && cells.stride == sizeof(T)) {
    for (std::size_t i = 0; i < cells.count; ++i) values[i] = one<T, To>(cells.first + i * sizeof(T), false);
  } else if (!swapped) {
    for (std::size_t i = 0; i < cells.count; ++i) values[i] = one<T, To>(cells.first + i * cells.stride, false);
  } else {
    for (std::size_t i = 0; i < cells.count; ++i) values[i] = one<T, To>(cells.first + i * cells.stride, true);
  }
}

template <class To>
void convert_signed(const Cells& cells, const ValueType& type, To* values) {
  switch (type.size) {
    case 1:
      return convert<std::int8_t>(cells, type.swapped, values);
    case 2:
      return convert<std::int16_t>(cells, type.swapped, values);
    case 4:
      return convert<std::int32_t>(cells, type.swapped, values);
    default:
      return convert<std::int64_t>(cells, type.swapped, values);
  }
}

template <class To>
void convert_unsigned(const Cells& cells, const ValueType& type, To* values) {
  switch (type.size) {
    case 1:
      return convert<std::uint8_t>(cells, type.swapped, values);
    case 2:
      return convert<std::uint16_t>(cells, type.swapped, values);
    case 4:
      return convert<std::uint32_t>(cells, type.swapped, values);
    default:
      return convert<std::uint64_t>(cells, type.swapped, values);
  }
}

void convert_real(const Cells& cells, const ValueType& type, double* values) {
  switch (type.size) {
    case 2:
      return convert<Half>(cells, type.swapped, values);
    case 4:
      return convert<float>(cells, type.swapped, values);
    default:
      return convert<double>(cells, type.swapped, values);
  }
}

}  // namespace

ColumnType ValueType::column_type() const {
  if (!names.empty()) return ColumnType::text;
  switch (coding) {
    case Coding::signed_integer:
    case Coding::unsigned_integer:
      return ColumnType::integer;
    case Coding::boolean:
      return ColumnType::boolean;
    case Coding::real:
      return ColumnType::real;
    default:
      return ColumnType::text;
  }
}

std::string ValueType::name() const {
  if (!names.empty()) return "category";
  switch (coding) {
    case Coding::signed_integer:
      return fmt::format("int{}", 8 * size);
    case Coding::unsigned_integer:
      return fmt::format("uint{}", 8 * size);
    case Coding::real:
      return fmt::format("float{}", 8 * size);
    case Coding::boolean:
      return "bool";
    default:
      return "string";
  }
}

std::optional<ValueType> value_type(hid_t type) {
  switch (H5Tget_class(type)) {
    case H5T_INTEGER:
      return integer(type);
    case H5T_FLOAT:
      return real(type);
    case H5T_ENUM:
      return enumeration(type);
    case H5T_STRING:
      return text(type);
    case H5T_BITFIELD:  // as PyTables writes bool
      return H5Tget_size(type) == 1 ? std::optional(ValueType{Coding::boolean, 1}) : std::nullopt;
    default:
      return std::nullopt;
  }
}

std::string kind_of(hid_t type) {
  switch (H5Tget_class(type)) {
    case H5T_INTEGER:
      return fmt::format("integer of {} bits", H5Tget_precision(type));
    case H5T_FLOAT:
      return fmt::format("real number of {} bytes that is not IEEE 754", H5Tget_size(type));
    case H5T_TIME:
      return "time";
    case H5T_BITFIELD:
      return "bit field";
    case H5T_OPAQUE:
      return "opaque";
    case H5T_COMPOUND:
      return "compound";
    case H5T_REFERENCE:
      return "reference";
    case H5T_ENUM:
      return "enumeration";
    case H5T_VLEN:
      return "array of variable length";
    case H5T_ARRAY:
      return "array";
    default:
      return "unknown";
  }
}

void decode(const Cells& cells, const ValueType& type, double* values) {
  if (type.coding == Coding::real) return convert_real(cells, type, values);
  if (type.coding == Coding::signed_integer) return convert_signed(cells, type, values);
  convert_unsigned(cells, type, values);
}

std::vector<std::int64_t> decode_whole(const Cells& cells, const ValueType& type) {
  std::vector<std::int64_t> values(cells.count);
  if (type.coding == Coding::signed_integer) {
    convert_signed(cells, type, values.data());
  } else {
    convert_unsigned(cells, type, values.data());
  }
  return values;
}

std::vector<std::string> decode_text(const Cells& cells, const ValueType& type) {
  std::vector<std::string> texts;
  texts.reserve(cells.count);
  if (!type.names.empty()) {
    for (const std::int64_t number : decode_whole(cells, type)) {
      const auto named = std::ranges::find(type.names, number, &std::pair<std::int64_t, std::string>::first);
      texts.push_back(named == type.names.end() ? std::string() : named->second);
    }
    return texts;
  }
  for (std::size_t i = 0; i < cells.count; ++i) {
    const auto* bytes = reinterpret_cast<const char*>(cells.first + i * cells.stride);
    texts.push_back(h5::unpadded(bytes, type.size, type.padding));
  }
  return texts;
}

}  // namespace segmenta
