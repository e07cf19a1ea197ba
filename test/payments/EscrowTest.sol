// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../contracts/common/OrgId.sol";
import {CurrencyExchange} from "../../contracts/payments/CurrencyExchange.sol";
import {IPaymentEscrow} from "../../contracts/payments/IPaymentEscrow.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {PaymentEscrow} from "../../contracts/payments/PaymentEscrow.sol";
import {PaymentsTest} from "./PaymentsTest.sol";

/// @notice The base of the escrow's tests: the buyer pays the supplier 1,000.00 EUR, held for 30 days.
abstract contract EscrowTest is PaymentsTest {
    uint96 internal constant AMOUNT = 1_000_00;
    uint40 internal constant AUTHORISE_BEFORE = OPENING + 1 days;
    uint40 internal constant CAPTURE_BEFORE = OPENING + 30 days;
    uint40 internal constant REFUND_BEFORE = OPENING + 60 days;
    uint32 internal constant DISPUTE_SECONDS = 7 days;
    bytes32 internal constant EVIDENCE = keccak256("delivery note 2031-17");

    CurrencyExchange internal exchange;
    PaymentEscrow internal escrow;

    function foundEscrow() internal {
        foundPayments();
        exchange = CurrencyExchange(deployed("CurrencyExchange", ""));
        escrow = PaymentEscrow(deployed("PaymentEscrow", abi.encode(registry, exchange)));
        ISettlementToken[2] memory tokens = [ISettlementToken(eur), ISettlementToken(cny)];
        for (uint256 i = 0; i < tokens.length; ++i) {
            vm.prank(account(i == 0 ? AURUM : JADE));
            tokens[i].admitCustodian(address(escrow));
            allow(tokens[i], account(BUYER), address(escrow));
            allow(tokens[i], account(SUPPLIER), address(escrow));
            allow(tokens[i], account(OPERATOR), address(escrow));
        }
    }

    /* Terms */

    /// @dev The payee alone, at once, without fee or arbiter.
    function plainTerms() internal view returns (IPaymentEscrow.PaymentTerms memory terms) {
        terms.payer = account(BUYER);
        terms.payee = account(SUPPLIER);
        terms.token = eur;
        terms.amountMinor = AMOUNT;
        terms.authoriseBefore = AUTHORISE_BEFORE;
        terms.captureBefore = CAPTURE_BEFORE;
        terms.refundBefore = REFUND_BEFORE;
        terms.paymentReference = REFERENCE;
    }

    function disputableTerms() internal view returns (IPaymentEscrow.PaymentTerms memory terms) {
        terms = plainTerms();
        terms.arbiter = org(ARBITER);
        terms.disputeSeconds = DISPUTE_SECONDS;
    }

    /// @dev Half, three tenths and a fifth, for supplier, second supplier and operator, with a fee of 1 % to 3 % to the operator.
    function sharedTerms() internal view returns (IPaymentEscrow.PaymentTerms memory terms) {
        terms = disputableTerms();
        terms.shares = new IPaymentEscrow.Share[](3);
        terms.shares[0] = IPaymentEscrow.Share(account(SUPPLIER), 5_000);
        terms.shares[1] = IPaymentEscrow.Share(account(SECOND_SUPPLIER), 3_000);
        terms.shares[2] = IPaymentEscrow.Share(deputy(OPERATOR), 2_000);
        terms.feeReceiver = account(OPERATOR);
        terms.minFeeBps = 100;
        terms.maxFeeBps = 300;
        terms.agent = org(OPERATOR);
    }

    /// @dev Released by the payer; by the arbiter on given evidence; by the second supplier on any.
    function milestoneTerms() internal view returns (IPaymentEscrow.PaymentTerms memory terms) {
        terms = disputableTerms();
        terms.milestones = new IPaymentEscrow.Milestone[](3);
        terms.milestones[0] = IPaymentEscrow.Milestone(200_00, OrgId.wrap(0), 0);
        terms.milestones[1] = IPaymentEscrow.Milestone(300_00, org(ARBITER), EVIDENCE);
        terms.milestones[2] = IPaymentEscrow.Milestone(500_00, org(SECOND_SUPPLIER), 0);
    }

    /// @dev The id put together anew from the words of the interface, not taken from the code.
    function idOf(IPaymentEscrow.PaymentTerms memory terms) internal view returns (bytes32) {
        return escrowDigest(keccak256(bytes.concat(_firstWords(terms), _lastWords(terms))));
    }

    function escrowDigest(bytes32 structHash) internal view returns (bytes32) {
        return typedDataDigest("Guildhall PaymentEscrow", address(escrow), structHash);
    }

    function signed(
        IPaymentEscrow.PaymentTerms memory terms,
        uint256 organisation
    ) internal view returns (bytes memory) {
        return signatureOf(keyOf("operator", organisation), idOf(terms));
    }

    function releaseOf(
        IPaymentEscrow.PaymentTerms memory terms,
        uint256 milestone,
        uint256 deadline,
        uint256 key
    ) internal view returns (bytes memory) {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Release(bytes32 paymentId,uint8 milestone,uint96 amountMinor,uint256 deadline)"),
                idOf(terms),
                milestone,
                terms.milestones[milestone].amountMinor,
                deadline
            )
        );
        return signatureOf(key, escrowDigest(structHash));
    }

    /* Acts */

    function authorised(IPaymentEscrow.PaymentTerms memory terms) internal returns (bytes32) {
        vm.prank(terms.payer);
        return escrow.authorise(terms);
    }

    function capturing(
        uint96 beforeMinor,
        uint96 amountMinor
    ) internal pure returns (IPaymentEscrow.Capture memory) {
        return IPaymentEscrow.Capture(beforeMinor, amountMinor, 0, address(0));
    }

    function capture(
        IPaymentEscrow.PaymentTerms memory terms,
        uint96 beforeMinor,
        uint96 amountMinor
    ) internal {
        IPaymentEscrow.Capture memory item = capturing(beforeMinor, amountMinor);
        item.feeBps = terms.minFeeBps;
        vm.prank(account(SUPPLIER));
        escrow.capture(terms, item);
    }

    function dispute(IPaymentEscrow.PaymentTerms memory terms, uint256 organisation) internal {
        vm.prank(account(organisation));
        escrow.openDispute(terms, REASON);
    }

    /* Expectations */

    function assertStands(
        bytes32 paymentId,
        uint256 capturable,
        uint256 refundable,
        string memory what
    ) internal view {
        IPaymentEscrow.Payment memory payment = escrow.paymentOf(paymentId);
        assertEq(payment.capturableMinor, capturable, string.concat(what, ": capturable"));
        assertEq(payment.refundableMinor, refundable, string.concat(what, ": refundable"));
    }

    function assertStatus(
        IPaymentEscrow.PaymentTerms memory terms,
        IPaymentEscrow.Status expected,
        string memory what
    ) internal view {
        assertEq(uint256(escrow.statusOf(terms)), uint256(expected), what);
    }

    /// @dev How much an account of the fixture gained over what it was given.
    function gained(ISettlementToken token, address holder) internal view returns (uint256) {
        uint256 given = holder == account(SUPPLIER) || holder == account(SECOND_SUPPLIER) ? FUNDS : 0;
        return token.balanceOf(holder) - given;
    }

    function _firstWords(IPaymentEscrow.PaymentTerms memory terms) private pure returns (bytes memory) {
        bytes32 typeHash = keccak256(
            "PaymentTerms(address payer,address payee,uint32 agent,address token,uint96 amountMinor,"
            "uint40 authoriseBefore,uint40 captureBefore,uint40 refundBefore,uint32 arbiter,uint32 disputeSeconds,"
            "bool disputeDefaultsToPayee,address feeReceiver,uint16 minFeeBps,uint16 maxFeeBps,address payoutToken,"
            "uint96 minPayoutMinor,bytes32 orderId,bytes32 paymentReference,Share[] shares,Milestone[] milestones)"
            "Milestone(uint96 amountMinor,uint32 attester,bytes32 evidence)Share(address beneficiary,uint96 parts)"
        );
        return
            abi.encode(
                typeHash,
                terms.payer,
                terms.payee,
                terms.agent,
                terms.token,
                terms.amountMinor,
                terms.authoriseBefore,
                terms.captureBefore,
                terms.refundBefore,
                terms.arbiter
            );
    }

    function _lastWords(IPaymentEscrow.PaymentTerms memory terms) private pure returns (bytes memory) {
        bytes memory middle = abi.encode(
            terms.disputeSeconds,
            terms.disputeDefaultsToPayee,
            terms.feeReceiver,
            terms.minFeeBps,
            terms.maxFeeBps,
            terms.payoutToken,
            terms.minPayoutMinor,
            terms.orderId,
            terms.paymentReference
        );
        bytes memory shares = "";
        for (uint256 i = 0; i < terms.shares.length; ++i) {
            bytes32 typeHash = keccak256("Share(address beneficiary,uint96 parts)");
            shares = bytes.concat(shares, keccak256(abi.encode(typeHash, terms.shares[i])));
        }
        bytes memory milestones = "";
        for (uint256 i = 0; i < terms.milestones.length; ++i) {
            bytes32 typeHash = keccak256("Milestone(uint96 amountMinor,uint32 attester,bytes32 evidence)");
            milestones = bytes.concat(milestones, keccak256(abi.encode(typeHash, terms.milestones[i])));
        }
        return bytes.concat(middle, keccak256(shares), keccak256(milestones));
    }
}
