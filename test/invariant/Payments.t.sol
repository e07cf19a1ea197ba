// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {CurrencyExchange} from "../../contracts/payments/CurrencyExchange.sol";
import {IInterbank} from "../../contracts/payments/IInterbank.sol";
import {SettlementToken} from "../../contracts/payments/SettlementToken.sol";
import {PaymentsTest} from "../payments/PaymentsTest.sol";
import {ExchangeActs} from "./handlers/ExchangeActs.sol";
import {PaymentBooks} from "./handlers/PaymentBooks.sol";

/// @notice Everything that anyone may try with money and quotes.
/// @dev Stands here because the runner fuzzes only contracts of files that it was asked to run.
contract PaymentsHandler is ExchangeActs {
    constructor(
        SettlementToken[4] memory tokens_,
        CurrencyExchange exchange_
    ) PaymentBooks(tokens_, exchange_) {}
}

/// @notice The invariants of money and exchange, see README.md; those on single acts are checked by the handlers themselves.
contract PaymentsInvariants is PaymentsTest {
    uint256 private constant RESERVE = 1e9;

    PaymentsHandler private handler;

    function setUp() public {
        foundPayments();
        vm.prank(address(timelock));
        registry.setCapabilities(org(OPERATOR), Capabilities.BANK);
        SettlementToken jadeEur = newToken(JADE, "EUR", 2);
        SettlementToken reserve = newToken(OPERATOR, "EUR", 2);
        fund(reserve, account(AURUM), RESERVE);
        fund(reserve, account(JADE), RESERVE);
        _name(eur, jadeEur, reserve, AURUM, JADE);
        _name(jadeEur, eur, reserve, JADE, AURUM);
        handler = new PaymentsHandler(
            [eur, jadeEur, cny, reserve],
            CurrencyExchange(deployed("CurrencyExchange", ""))
        );
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_Conservation() public view {
        for (uint256 t = 0; t < 4; ++t) {
            SettlementToken token = handler.tokens(t);
            uint256 sum = token.balanceOf(address(token));
            for (uint256 i = 0; i < handler.holderCount(); ++i) sum += token.balanceOf(handler.holders(i));
            assertEq(sum, token.totalSupply(), "balances and quarantine");
            assertEq(token.totalSupply(), handler.supplyBooked(token), "supply");
        }
    }

    function invariant_Quarantine() public view {
        for (uint256 t = 0; t < 4; ++t) {
            SettlementToken token = handler.tokens(t);
            uint256 sum = 0;
            for (uint256 id = 1; id <= token.quarantineCount(); ++id) {
                assertEq(token.inQuarantine(id).amountMinor, handler.heldBooked(token, id), "held");
                sum += handler.heldBooked(token, id);
            }
            assertEq(token.balanceOf(address(token)), sum, "in quarantine");
        }
    }

    function invariant_Paid() public view {
        for (uint256 t = 0; t < 4; ++t) {
            SettlementToken token = handler.tokens(t);
            for (uint256 i = 0; i < handler.holderCount(); ++i) {
                address holder = handler.holders(i);
                if (token.holdingOf(holder).custodian) continue;
                uint256 paid = token.holdingOf(holder).paidTodayMinor;
                assertEq(paid, handler.paidBooked(token, holder), "paid today");
            }
        }
    }

    function invariant_Nonces() public view {
        for (uint256 t = 0; t < 4; ++t) {
            SettlementToken token = handler.tokens(t);
            for (uint256 i = 0; i < handler.holderCount(); ++i) {
                address holder = handler.holders(i);
                for (uint256 nonce = 0; nonce < 28; ++nonce) {
                    bool isUsed = token.authorizationState(holder, bytes32(nonce));
                    assertTrue(isUsed == handler.isUsedBooked(token, holder, nonce), "nonce");
                }
            }
        }
    }

    function invariant_Strangers() public view {
        for (uint256 t = 0; t < 4; ++t) {
            assertEq(handler.tokens(t).balanceOf(stranger()), 0, "money of a stranger");
        }
    }

    function invariant_Exchange() public view {
        CurrencyExchange exchange = handler.exchange();
        for (uint256 t = 0; t < 4; ++t) {
            assertEq(handler.tokens(t).balanceOf(address(exchange)), 0, "money of the exchange");
        }
        for (uint256 i = 0; i < handler.holderCount(); ++i) {
            address maker = handler.holders(i);
            for (uint256 nonce = 0; nonce < 12; ++nonce) {
                bool isUsed = exchange.isNonceUsed(maker, nonce);
                assertTrue(isUsed == handler.isQuoteUsedBooked(maker, nonce), "quote's nonce");
            }
        }
    }

    function invariant_Reserve() public view {
        SettlementToken reserve = handler.tokens(3);
        assertEq(reserve.totalSupply(), handler.supplyBooked(reserve), "reserve");
    }

    function _name(
        SettlementToken token,
        SettlementToken other,
        SettlementToken reserve,
        uint256 own,
        uint256 others
    ) private {
        allow(reserve, account(own), address(token));
        vm.prank(account(own));
        token.setCorrespondent(
            other,
            IInterbank.Correspondent(reserve, account(own), account(others), type(uint96).max)
        );
    }
}
