// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IPaymentEscrow} from "../../contracts/payments/IPaymentEscrow.sol";
import {PaymentEscrow} from "../../contracts/payments/PaymentEscrow.sol";
import {SettlementToken} from "../../contracts/payments/SettlementToken.sol";
import {PaymentsTest} from "../payments/PaymentsTest.sol";
import {EscrowActs} from "./handlers/EscrowActs.sol";
import {EscrowBooks} from "./handlers/EscrowBooks.sol";

/// @notice Everything that anyone may try on the escrow.
/// @dev Stands here because the runner fuzzes only contracts of files that it was asked to run.
contract EscrowHandler is EscrowActs {}

/// @notice The invariants of the escrow, see README.md; the fourth and fifth are checked by the handlers themselves.
contract PaymentEscrowInvariants is PaymentsTest {
    EscrowHandler private handler;
    PaymentEscrow private escrow;

    function setUp() public {
        handler = new EscrowHandler();
        escrow = handler.escrowUnderTest();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_Sums() public view {
        for (uint256 i = 0; i < handler.paymentCount(); ++i) {
            EscrowBooks.BookedPayment memory booked = handler.bookedPayment(i);
            IPaymentEscrow.PaymentTerms memory terms = handler.termsAt(i);
            IPaymentEscrow.Payment memory payment = escrow.paymentOf(escrow.paymentIdOf(terms));
            uint256 authorised = booked.authorised ? terms.amountMinor : 0;
            assertEq(payment.capturableMinor + booked.captured + booked.voided, authorised, "authorised");
            assertEq(payment.refundableMinor + booked.refunded, booked.captured, "captured");
            assertEq(payment.releasedMilestones, booked.released, "released");
            assertTrue((payment.stage == IPaymentEscrow.Stage.Revoked) == booked.revoked, "revoked");
        }
    }

    function invariant_Solvency() public view {
        for (uint256 t = 0; t < 2; ++t) {
            SettlementToken token = handler.tokenAt(t);
            uint256 held = 0;
            for (uint256 i = 0; i < handler.paymentCount(); ++i) {
                IPaymentEscrow.PaymentTerms memory terms = handler.termsAt(i);
                if (address(terms.token) != address(token)) continue;
                held += escrow.paymentOf(escrow.paymentIdOf(terms)).capturableMinor;
            }
            assertEq(token.balanceOf(address(escrow)), held, "held");
        }
    }

    function invariant_Destinations() public view {
        for (uint256 t = 0; t < 2; ++t) {
            SettlementToken token = handler.tokenAt(t);
            (uint256 out, uint256 back, uint256 captured) = _flowsOf(token);
            assertEq(_has(token, account(BUYER)) + out, FUNDS + back, "payer");
            uint256 fees = handler.feesBooked(token);
            uint256 feesKept = fees - handler.refundsBooked(token, account(OPERATOR));
            assertEq(_has(token, account(OPERATOR)), feesKept, "receiver of the fees");
            uint256 beneficiaries =
                _has(token, account(SUPPLIER)) +
                    _has(token, account(SECOND_SUPPLIER)) +
                    _has(token, deputy(OPERATOR)) +
                    _has(token, deputy(SUPPLIER)) +
                    _refundsOfBeneficiaries(token);
            assertEq(beneficiaries, 2 * FUNDS + captured - fees, "beneficiaries");
            assertEq(_has(token, account(ARBITER)) + _has(token, stranger()), 0, "nobody else");
        }
    }

    function _flowsOf(
        SettlementToken token
    ) private view returns (uint256 out, uint256 back, uint256 captured) {
        for (uint256 i = 0; i < handler.paymentCount(); ++i) {
            EscrowBooks.BookedPayment memory booked = handler.bookedPayment(i);
            IPaymentEscrow.PaymentTerms memory terms = handler.termsAt(i);
            if (address(terms.token) != address(token) || !booked.authorised) continue;
            out += terms.amountMinor;
            back += booked.voided + booked.refunded;
            captured += booked.captured;
        }
    }

    function _refundsOfBeneficiaries(SettlementToken token) private view returns (uint256) {
        return
            handler.refundsBooked(token, account(SUPPLIER)) +
            handler.refundsBooked(token, deputy(SUPPLIER)) +
            handler.refundsBooked(token, deputy(OPERATOR));
    }

    /// @dev Balance and what waits in quarantine.
    function _has(SettlementToken token, address holder) private view returns (uint256 amount) {
        amount = token.balanceOf(holder);
        for (uint256 id = 1; id <= token.quarantineCount(); ++id) {
            if (token.inQuarantine(id).payee == holder) amount += token.inQuarantine(id).amountMinor;
        }
    }
}
