package dev.audioinsight.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: a job makes the worker ask its own machine, its neighbours or its cloud's metadata. */
class AddressPolicyTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "::8.8.8.8",
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::8.8.8.8",
        "2002:7f00:1::1",
        "2002:a9fe:a9fe::1",
        "2001:0:7f00:1::",
        "2001:0:808:808:0:0:80ff:fffe",
        "2001:db8::1",
        "100::1",
        "5f00::1"
      })
  void shouldRefuseWhatIsNotPublic(String address) {
    assertThat(AddressPolicy.isPublic(Literals.address(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
        "2606:4700::1111",
        "2a00:1450::1"
      })
  void shouldLetThePublicPass(String address) {
    assertThat(AddressPolicy.isPublic(Literals.address(address))).isTrue();
  }

  @Test
  void shouldRefuseAMappedAddressThatIsNotYetUnwrapped() throws Exception {
    // Given the bytes of ::ffff:127.0.0.1, as they come from a name server
    byte[] bytes = new byte[16];
    bytes[10] = (byte) 0xFF;
    bytes[11] = (byte) 0xFF;
    bytes[12] = 127;
    bytes[15] = 1;

    assertThat(AddressPolicy.isPublic(InetAddress.getByAddress("a.example", bytes))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1", "::", "8.8.8.8"})
  void shouldNotCountAsInsideWhatNoServerOfAnOperatorHas(String address) {
    assertThat(AddressPolicy.isInside(Literals.address(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.2.3", "127.0.0.1", "192.168.0.1", "172.20.0.1", "::1", "fd00::1"})
  void shouldCountAsInsideWhereAnOperatorsServersAre(String address) {
    assertThat(AddressPolicy.isInside(Literals.address(address))).isTrue();
  }
}
