// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../../contracts/common/OrgId.sol";
import {PaymentReference} from "../../../contracts/common/PaymentReference.sol";
import {IPaymentEscrow} from "../../../contracts/payments/IPaymentEscrow.sol";
import {PaymentEscrow} from "../../../contracts/payments/PaymentEscrow.sol";
import {SettlementToken} from "../../../contracts/payments/SettlementToken.sol";
import {EscrowTest} from "../../payments/EscrowTest.sol";

/// @notice The books that the handler keeps beside the escrow, from the calls that went through.
abstract contract EscrowBooks is EscrowTest {
    struct BookedPayment {
        uint256 seed;
        uint40 createdAt;
        bool revoked;
        bool authorised;
        uint256 captured;
        uint256 voided;
        uint256 refunded;
        /// @dev 0: none yet, 1: by the payer, 2: by the payee, 3: withdrawn, 4: decided, 5: for good.
        uint8 dispute;
        /// @dev 1: by the payer, 2: by the payee.
        uint8 withdrawnBy;
        uint40 disputedAt;
        uint40 extension;
        uint256 released;
    }

    uint256 private constant MOST_PAYMENTS = 12;

    BookedPayment[] internal _booked;
    /// @notice What the receiver of fees must have got.
    mapping(SettlementToken token => uint256 amount) public feesBooked;
    /// @notice What accounts have paid back.
    mapping(SettlementToken token => mapping(address account => uint256 amount)) public refundsBooked;

    constructor() {
        foundEscrow();
        allow(eur, deputy(SUPPLIER), address(escrow));
        allow(cny, deputy(SUPPLIER), address(escrow));
    }

    /* Reading the books */

    function escrowUnderTest() external view returns (PaymentEscrow) {
        return escrow;
    }

    function tokenAt(uint256 index) public view returns (SettlementToken) {
        return index == 0 ? eur : cny;
    }

    function paymentCount() external view returns (uint256) {
        return _booked.length;
    }

    function bookedPayment(uint256 index) external view returns (BookedPayment memory) {
        return _booked[index];
    }

    /// @dev Terms follow from the seed, since a test cannot keep lists of structs.
    function termsAt(uint256 index) public view returns (IPaymentEscrow.PaymentTerms memory terms) {
        (uint256 seed, uint40 createdAt) = (_booked[index].seed, _booked[index].createdAt);
        terms.payer = account(BUYER);
        terms.payee = account(SUPPLIER);
        terms.agent = seed & 1 == 0 ? OrgId.wrap(0) : org(OPERATOR);
        terms.token = tokenAt((seed >> 1) & 1);
        terms.amountMinor = uint96(((seed >> 16) % 5_000_00) + 2);
        terms.authoriseBefore = createdAt + 2 days;
        terms.captureBefore = createdAt + 10 days + uint40((seed >> 64) % 20 days);
        terms.refundBefore = terms.captureBefore + 20 days;
        if (seed & 4 == 0) {
            terms.arbiter = org(ARBITER);
            terms.disputeSeconds = uint32(1 hours + ((seed >> 96) % 14 days));
            terms.disputeDefaultsToPayee = seed & 8 == 0;
        }
        if (seed & 16 == 0) {
            terms.feeReceiver = account(OPERATOR);
            terms.minFeeBps = uint16((seed >> 128) % 100);
            terms.maxFeeBps = 300;
        }
        terms.paymentReference = PaymentReference.wrap(bytes32(index + 1));
        if (seed & 32 == 0) terms.shares = sharedTerms().shares;
        if (seed & 64 == 0) {
            terms.milestones = new IPaymentEscrow.Milestone[](2);
            terms.milestones[0] = IPaymentEscrow.Milestone(terms.amountMinor / 2, OrgId.wrap(0), 0);
            uint96 rest = terms.amountMinor - terms.amountMinor / 2;
            terms.milestones[1] = IPaymentEscrow.Milestone(rest, org(ARBITER), EVIDENCE);
        }
    }

    /* Keeping them */

    function _newPayment(uint256 seed) internal returns (uint256 index) {
        index = _booked.length;
        if (index == MOST_PAYMENTS) return seed % index;
        _booked.push();
        _booked[index].seed = seed;
        _booked[index].createdAt = timeNow();
    }

    function _bookCapture(uint256 index, uint256 amount, uint256 feeBps) internal {
        _booked[index].captured += amount;
        feesBooked[_tokenOf(index)] += (amount * feeBps) / 10_000;
    }

    function _tokenOf(uint256 index) internal view returns (SettlementToken) {
        return tokenAt((_booked[index].seed >> 1) & 1);
    }

    function _heldBooked(uint256 index) internal view returns (uint256) {
        BookedPayment storage record = _booked[index];
        return record.authorised ? termsAt(index).amountMinor - record.captured - record.voided : 0;
    }

    function _isDisputed(uint256 index) internal view returns (bool) {
        uint8 dispute = _booked[index].dispute;
        return dispute == 1 || dispute == 2 || dispute == 5;
    }

    function _deadlineOf(uint256 index) internal view returns (uint40) {
        return termsAt(index).captureBefore + _booked[index].extension;
    }

    function _releasedBooked(uint256 index) internal view returns (uint256 amount) {
        IPaymentEscrow.Milestone[] memory milestones = termsAt(index).milestones;
        if (milestones.length == 0) return termsAt(index).amountMinor;
        for (uint256 i = 0; i < milestones.length; ++i) {
            if ((_booked[index].released >> i) & 1 == 1) amount += milestones[i].amountMinor;
        }
    }

    /* Drawing lots */

    /// @dev Some account of the payments, or a stranger.
    function _someone(uint256 seed) internal pure returns (address) {
        uint256[6] memory organisations = [BUYER, SUPPLIER, OPERATOR, ARBITER, SECOND_SUPPLIER, AURUM];
        if (seed % 16 == 0) return stranger();
        uint256 organisation = organisations[(seed >> 8) % organisations.length];
        return seed & 16 == 0 ? account(organisation) : deputy(organisation);
    }

    /// @dev Mostly an account of the given organisation, else anyone.
    function _mostly(uint256 organisation, uint256 seed) internal pure returns (address) {
        if (seed % 4 == 0) return _someone(seed >> 8);
        return seed & 16 == 0 ? account(organisation) : deputy(organisation);
    }

    function _orgOf(address caller) internal view returns (uint256) {
        return OrgId.unwrap(registry.accountOf(caller).orgId);
    }

    /// @return done Whether the call went through.
    function _attempt(address caller, bytes memory call) internal returns (bool done) {
        bool mayAct = registry.isMember(caller);
        vm.prank(caller);
        (done, ) = address(escrow).call(call);
        bytes4 selector = bytes4(call);
        bool isOpenToAll =
            selector == escrow.expire.selector ||
                selector == escrow.endDispute.selector ||
                selector == escrow.captureBatch.selector ||
                selector == escrow.authoriseBySignature.selector ||
                selector == escrow.releaseBySignature.selector;
        if (done && !isOpenToAll) assertTrue(mayAct, "only who may act gets through");
    }
}
