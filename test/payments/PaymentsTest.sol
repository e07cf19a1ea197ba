// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {OrgId} from "../../contracts/common/OrgId.sol";
import {PaymentReference} from "../../contracts/common/PaymentReference.sol";
import {Rights} from "../../contracts/common/Rights.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {SettlementToken} from "../../contracts/payments/SettlementToken.sol";
import {Signing} from "../consortium/Signing.sol";
import {ContractWallet} from "./doubles/ContractWallet.sol";

/// @notice The base of the room's tests: an alliance with banks, a buyer, suppliers and an arbiter, and money of every
/// exponent in their accounts. `account(BUYER)` is the operator account of that organisation; `deputy(BUYER)` a second one.
abstract contract PaymentsTest is Signing {
    uint256 internal constant OPERATOR = 1;
    /// @dev Issues EUR and KWD.
    uint256 internal constant AURUM = 2;
    /// @dev Issues CNY and JPY.
    uint256 internal constant JADE = 3;
    uint256 internal constant BUYER = 4;
    uint256 internal constant SUPPLIER = 5;
    uint256 internal constant ARBITER = 6;
    uint256 internal constant SECOND_SUPPLIER = 7;

    /// @dev What each account of buyer and suppliers is given of each money, in minor units.
    uint256 internal constant FUNDS = 1_000_000_00;

    PaymentReference internal constant REFERENCE = PaymentReference.wrap(
        0x0b5c34f7a2d94c018f3e6d1a77e0c9ab53414c41494e562d3230333100000000
    );

    SettlementToken internal eur;
    SettlementToken internal cny;
    SettlementToken internal jpy;
    SettlementToken internal kwd;

    function foundPayments() internal {
        found(7, 1);
        _admitAs(AURUM, Capabilities.BANK);
        _admitAs(JADE, Capabilities.BANK);
        _admitAs(BUYER, Capabilities.BUYER);
        _admitAs(SUPPLIER, Capabilities.SUPPLIER);
        _admitAs(ARBITER, Capabilities.ARBITER);
        _admitAs(SECOND_SUPPLIER, Capabilities.SUPPLIER);
        eur = newToken(AURUM, "EUR", 2);
        kwd = newToken(AURUM, "KWD", 3);
        cny = newToken(JADE, "CNY", 2);
        jpy = newToken(JADE, "JPY", 0);
        SettlementToken[4] memory tokens = [eur, kwd, cny, jpy];
        for (uint256 i = 0; i < tokens.length; ++i) {
            fund(tokens[i], account(BUYER), FUNDS);
            fund(tokens[i], account(SUPPLIER), FUNDS);
            fund(tokens[i], account(SECOND_SUPPLIER), FUNDS);
        }
    }

    function newToken(
        uint256 bank,
        string memory currency,
        uint8 exponent
    ) internal returns (SettlementToken) {
        string memory name = string.concat("Guildhall ", currency);
        return
            SettlementToken(
                deployed(
                    "SettlementToken",
                    abi.encode(registry, org(bank), currency, exponent, name, currency)
                )
            );
    }

    /// @dev The bank that issues it gives money to an account, under a reference of its own.
    function fund(SettlementToken token, address to, uint256 amountMinor) internal {
        bytes32 issueReference = keccak256(abi.encode(to, token.totalSupply(), amountMinor));
        vm.prank(issuerOf(token));
        token.issue(to, amountMinor, issueReference);
    }

    function admitCustodian(SettlementToken token, address custodian) internal {
        vm.prank(issuerOf(token));
        token.admitCustodian(custodian);
    }

    function allow(ISettlementToken token, address holder, address spender) internal {
        vm.prank(holder);
        token.approve(spender, type(uint256).max);
    }

    /// @dev Makes a contract, for which a key signs, an account of an organisation.
    function addWallet(uint256 organisation, ContractWallet wallet, uint256 ownerKey) internal {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(
                    "AccountConsent(uint32 orgId,address account,uint8 rights,uint256 nonce,uint256 deadline)"
                ),
                org(organisation),
                address(wallet),
                Rights.OPERATOR,
                registry.nonces(address(wallet)),
                timeNow()
            )
        );
        bytes memory consent = signatureOf(ownerKey, registryDigest(structHash));
        vm.prank(admin(organisation));
        registry.addAccount(address(wallet), Rights.OPERATOR, timeNow(), consent);
    }

    /// @dev An operator of the bank that issues the token.
    function issuerOf(SettlementToken token) internal view returns (address) {
        return account(OrgId.unwrap(token.issuer()));
    }

    function account(uint256 organisation) internal pure returns (address) {
        return operator(organisation);
    }

    function suspend(uint256 organisation) internal {
        vm.prank(address(timelock));
        registry.suspend(org(organisation), REASON);
    }

    function reinstate(uint256 organisation) internal {
        vm.prank(address(timelock));
        registry.reinstate(org(organisation));
    }

    /// @dev By its own organisation, in the register.
    function freezeInRegister(address frozen, uint256 organisation) internal {
        vm.prank(admin(organisation));
        registry.freezeAccount(frozen);
    }

    function removeFromRegister(address removed, uint256 organisation) internal {
        vm.prank(admin(organisation));
        registry.removeAccount(removed);
    }

    function _admitAs(uint256 organisation, uint16 capabilities) private {
        vm.prank(address(timelock));
        registry.setCapabilities(org(organisation), capabilities);
    }
}
